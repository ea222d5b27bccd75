import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Scope } from '@nightjar/shared/policy/grant.ts'
import { permissions } from '@nightjar/shared/policy/permissions.ts'
import { eq } from 'drizzle-orm'
import { sqlState } from '../db/errors.ts'
import { cameraGroupMembers } from '../db/schema/camera-group-members.ts'
import { grants } from '../db/schema/grants.ts'
import { users } from '../db/schema/users.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, type MintedUser, mintOrganisation } from '../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../testing/mint-camera.ts'
import { mintCameraGroup, mintGrants, mintMember, mintSite, type NewGrants, watching } from '../testing/mint-grants.ts'
import { listAgents } from './agent/list.ts'
import { revokeAgent } from './agent/revoke.ts'
import { createCamera } from './camera/create.ts'
import { getCamera } from './camera/get.ts'
import { listCameras } from './camera/list.ts'
import { createEnrolment } from './enrolment/create.ts'
import { resolveSession } from './session/resolve.ts'
import { listSites } from './site/list.ts'

let harness: Harness
let own: MintedOrganisation
let otherSiteId: string
/** Two at the first site, one at the other. */
let yard: MintedCamera
let gate: MintedCamera
let depot: MintedCamera
let foreign: MintedCamera

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  otherSiteId = await mintSite(harness.base, own.id)
  yard = await mintCamera(harness.base, own)
  gate = await mintCamera(harness.base, own)
  depot = await mintCamera(harness.base, { id: own.id, siteId: otherSiteId })
  foreign = await mintCamera(harness.base, await mintOrganisation(harness.base))
})
after(() => harness.close())

const member = async (...held: NewGrants[]) => harness.as((await mintMember(harness.base, own.id, ...held)).actor)
const on = (scope: Scope, more: Partial<NewGrants> = {}): NewGrants => ({ permissions: watching, scope, ...more })
const onCamera = ({ cameraId: id }: MintedCamera, more: Partial<NewGrants> = {}) => on({ kind: 'camera', id }, more)
const isCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
const isForbidden = isCode('auth.forbidden')
const ids = (rows: readonly { readonly id: string }[]) => rows.map(row => row.id).sort()
const idsOf = (...minted: MintedCamera[]) => minted.map(camera => camera.cameraId).sort()
/** As the next request finds the user, whatever was minted. */
const later = async ({ cookie }: MintedUser) => {
  const actor = await resolveSession(harness.base, cookie.replace('nj_sid=', ''))
  return harness.as(actor ?? assert.fail('the session is over'))
}

test('a viewer of one camera sees it and its site, is refused the next one, and is not told of foreign ones', async () => {
  const context = await member(onCamera(yard))
  assert.deepEqual(ids(await listCameras(context)), idsOf(yard))
  assert.deepEqual(ids(await listSites(context)), [own.siteId])
  assert.equal((await getCamera(context, yard.cameraId)).id, yard.cameraId)
  await assert.rejects(getCamera(context, gate.cameraId), isForbidden)
  await assert.rejects(getCamera(context, foreign.cameraId), isCode('resource.not-found'))
  await assert.rejects(listAgents(context), isForbidden)
})

test('a viewer of a site sees its cameras, and a viewer of a group those in it as it is now', async () => {
  const ofSite = await member(on({ kind: 'site', id: own.siteId }))
  assert.deepEqual(ids(await listCameras(ofSite)), idsOf(yard, gate))
  assert.deepEqual(ids(await listSites(ofSite)), [own.siteId])
  await assert.rejects(getCamera(ofSite, depot.cameraId), isForbidden)

  const groupId = await mintCameraGroup(harness.base, own.id, idsOf(gate, depot))
  const ofGroup = await member(on({ kind: 'camera-group', id: groupId }))
  assert.deepEqual(ids(await listCameras(ofGroup)), idsOf(gate, depot))
  assert.deepEqual(ids(await listSites(ofGroup)), [own.siteId, otherSiteId].sort())
  await assert.rejects(getCamera(ofGroup, yard.cameraId), isForbidden)
  await harness.base.db.delete(cameraGroupMembers).where(eq(cameraGroupMembers.cameraId, depot.cameraId))
  assert.deepEqual(ids(await listCameras(ofGroup)), idsOf(gate))
  await assert.rejects(getCamera(ofGroup, depot.cameraId), isForbidden)
})

test('a grant counts within its window, and a list of nothing is refused', async () => {
  const nowMs = harness.clock.wallMs()
  const context = await member(onCamera(yard, { fromMs: nowMs + 60_000, untilMs: nowMs + 120_000 }))
  await assert.rejects(listCameras(context), isForbidden)
  harness.clock.advance(60_000)
  assert.deepEqual(ids(await listCameras(context)), idsOf(yard))
  harness.clock.advance(60_000)
  await assert.rejects(listCameras(context), isForbidden)
  await assert.rejects(getCamera(context, yard.cameraId), isForbidden)
})

test('grants are read at each request, and add to what the role holds', async () => {
  const user = await mintMember(harness.base, own.id, onCamera(yard))
  await mintGrants(harness.base, user, onCamera(gate))
  assert.deepEqual(ids(await listCameras(await later(user))), idsOf(yard, gate))
  await harness.base.db.delete(grants).where(eq(grants.cameraId, yard.cameraId))
  assert.deepEqual(ids(await listCameras(await later(user))), idsOf(gate))
  await harness.base.db.update(users).set({ role: 'viewer' }).where(eq(users.id, user.actor.id))
  assert.deepEqual(ids(await listCameras(await later(user))), idsOf(yard, gate, depot))
})

test('the address of a camera is shown to those who may manage that camera', async () => {
  const groupId = await mintCameraGroup(harness.base, own.id, idsOf(gate))
  const manage = { permissions: ['camera.manage'] } as const
  const context = await member(
    on({ kind: 'organisation' }),
    onCamera(yard, manage),
    on({ kind: 'camera-group', id: groupId }, manage),
  )
  const shown = (await listCameras(context)).map(({ id, streams }) => [id, streams.every(({ url }) => url !== null)])
  assert.deepEqual(
    new Map(shown as [string, boolean][]),
    new Map([
      [yard.cameraId, true],
      [gate.cameraId, true],
      [depot.cameraId, false],
    ]),
  )
})

test('who manages the cameras of a site adds them at its agents only', async () => {
  const { siteId: id } = own
  const context = await member(on({ kind: 'site', id: otherSiteId }, { permissions: ['camera.manage'] }))
  const add = (agentId?: string) => createCamera(context, { name: 'New', url: 'rtsp://192.0.2.9/1', agentId })
  assert.equal((await add()).agentId, depot.agentId)
  assert.equal((await add(depot.agentId)).siteId, otherSiteId)
  await assert.rejects(add(yard.agentId), isForbidden)
  await assert.rejects(add(foreign.agentId), isCode('input.invalid'))
  const ofOneCamera = await member(onCamera(yard, { permissions: ['camera.manage'] }))
  await assert.rejects(createCamera(ofOneCamera, { name: 'New', url: 'rtsp://192.0.2.9/1' }), isForbidden)
  const ofSites = await member(on({ kind: 'site', id }, { permissions: ['agent.manage'] }))
  assert.equal((await createEnrolment(ofSites, id, 'http://localhost')).siteId, id)
  await assert.rejects(createEnrolment(ofSites, otherSiteId, 'http://localhost'), isForbidden)
})

test('who may revoke an agent is shown what they did, also without the right to see agents', async () => {
  const camera = await mintCamera(harness.base, { id: own.id, siteId: otherSiteId })
  const context = await member(on({ kind: 'site', id: otherSiteId }, { permissions: ['agent.manage'] }))
  await assert.rejects(revokeAgent(context, yard.agentId), isForbidden)
  assert.equal((await revokeAgent(context, camera.agentId)).state, 'revoked')
})

test('a member without grants may do nothing', async () => {
  const context = await member()
  assert.deepEqual(context.actor.grants, [])
  await assert.rejects(listSites(context), isForbidden)
})

test('the table takes no grant that could mean more than it says', async () => {
  const { actor } = await mintMember(harness.base, own.id)
  const refusal = async (row: Partial<typeof grants.$inferInsert>) => {
    const whole = { id: harness.base.ids.next(), organisationId: own.id, userId: actor.id, createdAtMs: 0 }
    const values = { ...whole, permission: permissions[0]!, scopeKind: 'camera' as const, ...row }
    return harness.base.db
      .insert(grants)
      .values(values)
      .then(() => 'taken', sqlState)
  }
  const [check, foreignKey] = ['23514', '23503']
  assert.equal(await refusal({}), check)
  assert.equal(await refusal({ scopeKind: 'organisation', cameraId: yard.cameraId }), check)
  assert.equal(await refusal({ scopeKind: 'site', cameraId: yard.cameraId }), check)
  assert.equal(await refusal({ scopeKind: 'planet' as 'camera', cameraId: yard.cameraId }), check)
  assert.equal(await refusal({ cameraId: yard.cameraId, siteId: own.siteId }), check)
  assert.equal(await refusal({ cameraId: foreign.cameraId }), foreignKey)
  assert.equal(await refusal({ cameraId: foreign.cameraId, organisationId: foreign.actor.organisationId }), foreignKey)
  assert.equal(await refusal({ cameraId: yard.cameraId }), 'taken')
})
