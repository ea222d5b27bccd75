import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUserSchema, userSchema } from '../api/identity.ts'
import { allGrants, covers, grantsOfRole, isInForce, type Place, type Scope } from './grant.ts'
import { permissions, roleHolds } from './permissions.ts'
import { roleSchema } from './roles.ts'

const camera: Place = { organisationId: 'o', siteId: 's1', cameraId: 'c1', groupIds: ['g1', 'g2'] }
const site: Place = { organisationId: 'o', siteId: 's1', cameraId: null, groupIds: [] }
const organisation: Place = { organisationId: 'o', siteId: null, cameraId: null, groupIds: [] }

const scopes: [Scope, { readonly camera: boolean; readonly site: boolean; readonly organisation: boolean }][] = [
  [{ kind: 'organisation' }, { camera: true, site: true, organisation: true }],
  [
    { kind: 'site', id: 's1' },
    { camera: true, site: true, organisation: false },
  ],
  [
    { kind: 'site', id: 's2' },
    { camera: false, site: false, organisation: false },
  ],
  [
    { kind: 'camera-group', id: 'g2' },
    { camera: true, site: false, organisation: false },
  ],
  [
    { kind: 'camera-group', id: 'g3' },
    { camera: false, site: false, organisation: false },
  ],
  [
    { kind: 'camera', id: 'c1' },
    { camera: true, site: false, organisation: false },
  ],
  [
    { kind: 'camera', id: 'c2' },
    { camera: false, site: false, organisation: false },
  ],
  // An id of another kind names nothing.
  [
    { kind: 'camera', id: 's1' },
    { camera: false, site: false, organisation: false },
  ],
]
for (const [scope, expected] of scopes)
  test(`a scope covers what lies in it and nothing above: ${Object.values(scope).join(' ')}`, () => {
    const found = {
      camera: covers(scope, camera),
      site: covers(scope, site),
      organisation: covers(scope, organisation),
    }
    assert.deepEqual(found, expected)
  })

test('a scope of a kind that is not known covers nothing', () => {
  assert.equal(covers({ kind: 'planet', id: 'c1' } as unknown as Scope, camera), false)
})

test('a window counts from its first moment and up to its last, exclusive', () => {
  const within = (fromMs: number | null, untilMs: number | null, nowMs: number) =>
    isInForce({ permission: 'live.view', scope: { kind: 'organisation' }, fromMs, untilMs }, nowMs)
  assert.deepEqual(
    [within(null, null, 0), within(10, null, 10), within(null, 20, 19), within(10, 20, 15)],
    [true, true, true, true],
  )
  assert.deepEqual(
    [within(10, null, 9), within(null, 20, 20), within(10, 20, 20), within(20, 10, 15)],
    [false, false, false, false],
  )
})

test('a role is grants on the organisation: those that it always held, without an end', () => {
  for (const role of roleSchema.options) {
    const grants = grantsOfRole(role)
    assert.deepEqual(
      grants.map(grant => grant.permission),
      permissions.filter(permission => roleHolds(role, permission)),
    )
    for (const grant of grants)
      assert.deepEqual(
        { ...grant, permission: '' },
        { permission: '', scope: { kind: 'organisation' }, fromMs: null, untilMs: null },
      )
  }
  assert.deepEqual(grantsOfRole('administrator'), allGrants)
  assert.deepEqual(grantsOfRole('member'), [])
})

test('a member can be read and shown, and is not offered for a new user', () => {
  const user = { id: '01900000-0000-7000-8000-000000000000', username: 'eve', createdAt: '2026-01-01T00:00:00.000Z' }
  assert.equal(userSchema.parse({ ...user, role: 'member' }).role, 'member')
  const asked = { username: 'eve', password: 'a long enough password' }
  assert.equal(createUserSchema.safeParse({ ...asked, role: 'viewer' }).success, true)
  assert.equal(createUserSchema.safeParse({ ...asked, role: 'member' }).success, false)
})
