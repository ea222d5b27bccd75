import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type Grant, grantsOfRole, type Place, type Scope } from '@nightjar/shared/policy/grant.ts'
import { type Permission, permissions } from '@nightjar/shared/policy/permissions.ts'
import { type Actor, cliActor } from './actor.ts'
import { authorize, authorizeSomewhere, holds, holdsSomewhere } from './authorize.ts'

const nowMs = 1000
const asking = (actor: Actor) => ({ actor, clock: { wallMs: () => nowMs } })
const grant = (permission: Permission, scope: Scope, fromMs: number | null = null, untilMs: number | null = null) => ({
  permission,
  scope,
  fromMs,
  untilMs,
})
const holder = (...grants: Grant[]) => asking({ kind: 'job', id: 'a job', organisationId: 'o', grants })
const camera: Place = { organisationId: 'o', siteId: 's', cameraId: 'c', groupIds: [] }
const isForbidden = (error: unknown) => error instanceof AppError && error.code === 'auth.forbidden'

test('a permission that no grant names is held by nobody', () => {
  const viewer = holder(grant('live.view', { kind: 'camera', id: 'c' }))
  assert.equal(holds(viewer, 'live.view', camera), true)
  for (const permission of permissions.filter(name => name !== 'live.view')) {
    assert.equal(holds(viewer, permission, camera), false, permission)
    assert.throws(() => authorizeSomewhere(viewer, permission), isForbidden, permission)
  }
})

test('grants reach nothing of another organisation, however wide they are', () => {
  const all = asking(cliActor('cli', 'o'))
  for (const permission of permissions) {
    assert.equal(holds(all, permission, camera), true, permission)
    assert.equal(holds(all, permission, { ...camera, organisationId: 'another' }), false, permission)
  }
})

test('an agent holds nothing: its verbs ask for the agent itself', () => {
  const agent = asking({ kind: 'agent', id: 'a', organisationId: 'o', siteId: 's' })
  for (const permission of permissions) assert.equal(holdsSomewhere(agent, permission), false, permission)
})

test('a grant that has ended, or not begun, is no grant', () => {
  const on: Scope = { kind: 'organisation' }
  for (const held of [grant('user.read', on, null, nowMs), grant('user.read', on, nowMs + 1)]) {
    assert.equal(holds(holder(held), 'user.read', camera), false)
    assert.equal(holdsSomewhere(holder(held), 'user.read'), false)
    assert.throws(() => authorize(holder(held), 'user.read'), isForbidden)
  }
  authorize(holder(grant('user.read', on, nowMs, nowMs + 1)), 'user.read')
})

test('what is asked of the organisation as a whole takes a grant on it: one on a part does not do', () => {
  const ofSite = holder(grant('user.manage', { kind: 'site', id: 's' }))
  authorizeSomewhere(ofSite, 'user.manage')
  assert.throws(() => authorize(ofSite, 'user.manage'), isForbidden)
  authorize(holder(...grantsOfRole('administrator')), 'user.manage')
})

test('who may see a camera may see a site, and who may only watch one live may not', () => {
  assert.equal(holdsSomewhere(holder(grant('camera.read', { kind: 'camera', id: 'c' })), 'site.read'), true)
  assert.equal(holdsSomewhere(holder(grant('live.view', { kind: 'camera', id: 'c' })), 'site.read'), false)
})
