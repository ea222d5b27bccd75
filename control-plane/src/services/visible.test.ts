import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Grant, Place, Scope } from '@nightjar/shared/policy/grant.ts'
import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { agents } from '../db/schema/agents.ts'
import { cameras } from '../db/schema/cameras.ts'
import { sites } from '../db/schema/sites.ts'
import { holds, holdsSomewhere } from '../policy/authorize.ts'
import { visibleAgents, visibleCameras, visibleSites } from '../policy/visible.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../testing/mint-camera.ts'
import { mintCameraGroup, mintSite } from '../testing/mint-grants.ts'
import { cameraFor } from './camera/camera-for.ts'
import { placesOf } from './camera/places.ts'
import { siteFor } from './site/site-for.ts'

let harness: Harness
let own: MintedOrganisation
let siteIds: string[]
let groupIds: string[]
/** Three at the first site, one at the second, one that was deleted, and one of another organisation. */
let minted: MintedCamera[]
let deleted: MintedCamera
let foreign: MintedCamera

before(async () => {
  harness = await openHarness()
  const { base } = harness
  own = await mintOrganisation(base)
  siteIds = [own.siteId, await mintSite(base, own.id), await mintSite(base, own.id)]
  const at = (siteId: string) => mintCamera(base, { id: own.id, siteId })
  minted = [await at(siteIds[0]!), await at(siteIds[0]!), await at(siteIds[0]!), await at(siteIds[1]!)]
  deleted = await at(siteIds[2]!)
  await base.db.update(cameras).set({ deletedAtMs: 1 }).where(eq(cameras.id, deleted.cameraId))
  foreign = await mintCamera(base, await mintOrganisation(base))
  const id = (index: number) => minted[index]!.cameraId
  groupIds = [
    await mintCameraGroup(base, own.id, [id(0), id(3)]),
    await mintCameraGroup(base, own.id, [id(1), deleted.cameraId]),
    await mintCameraGroup(base, own.id, []),
  ]
})
after(() => harness.close())

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'good',
    (error: unknown) => (error instanceof AppError ? error.code : assert.fail(String(error))),
  )
const sorted = (ids: readonly string[]) => [...ids].sort()
const idsOf = (rows: readonly { readonly id: string }[]) => sorted(rows.map(row => row.id))

/** Grants as they may stand in the table, on what there is, at any state of their window. */
function anyGrant(): fc.Arbitrary<Grant> {
  const nowMs = harness.clock.wallMs()
  const far = 3_600_000
  const cameraIds = [...minted, deleted].map(camera => camera.cameraId)
  const scope: fc.Arbitrary<Scope> = fc.oneof(
    { weight: 1, arbitrary: fc.constant<Scope>({ kind: 'organisation' }) },
    { weight: 5, arbitrary: fc.constantFrom(...siteIds).map((id): Scope => ({ kind: 'site', id })) },
    { weight: 6, arbitrary: fc.constantFrom(...groupIds).map((id): Scope => ({ kind: 'camera-group', id })) },
    { weight: 8, arbitrary: fc.constantFrom(...cameraIds).map((id): Scope => ({ kind: 'camera', id })) },
  )
  return fc.record({
    permission: fc.oneof(
      { weight: 3, arbitrary: fc.constant<Permission>('camera.read') },
      { weight: 2, arbitrary: fc.constantFrom<Permission>('camera.manage', 'site.read', 'agent.read') },
    ),
    scope,
    fromMs: fc.constantFrom(null, null, nowMs - far, nowMs - far, nowMs + far),
    untilMs: fc.constantFrom(null, null, nowMs + far, nowMs + far, nowMs - far),
  })
}

test('for any grants, what is listed is what its step gives and what is held, and nothing else is', async () => {
  const { db } = harness.base
  const all = [...minted, deleted, foreign]
  let seenPartly = 0
  await fc.assert(
    fc.asyncProperty(fc.array(anyGrant(), { maxLength: 6 }), async grants => {
      const asking = harness.as({ ...own.viewer.actor, role: 'member', grants })
      const permission = 'camera.read'
      const listed = holdsSomewhere(asking, permission)
        ? idsOf(await db.select().from(cameras).where(visibleCameras(asking, permission)))
        : []
      const given: string[] = []
      for (const { cameraId } of all)
        if ((await codeOf(cameraFor(db, asking, permission, cameraId))) === 'good') given.push(cameraId)
      const rows = minted.map(({ cameraId, actor: { organisationId, siteId } }) => ({
        id: cameraId,
        organisationId,
        siteId,
      }))
      const places = await placesOf(db, rows, grants)
      const held = [...places].filter(([, place]) => holds(asking, permission, place)).map(([id]) => id)
      assert.deepEqual(sorted(given), listed)
      assert.deepEqual(sorted(held), listed)
      if (listed.length > 0 && listed.length < minted.length) seenPartly++
    }),
    { numRuns: 60 },
  )
  // Else the property would be about all and nothing.
  assert.ok(seenPartly > 10, `${seenPartly} runs saw some cameras and not others`)
})

test('for any grants, the sites that are listed are those that are given: by name, or by a camera there', async () => {
  const { db } = harness.base
  await fc.assert(
    fc.asyncProperty(fc.array(anyGrant(), { maxLength: 6 }), async grants => {
      const asking = harness.as({ ...own.viewer.actor, role: 'member', grants })
      const canList = holdsSomewhere(asking, 'site.read')
      const listed = canList ? idsOf(await db.select().from(sites).where(visibleSites(asking, 'site.read'))) : []
      const given: string[] = []
      for (const id of siteIds) if ((await codeOf(siteFor(db, asking, 'site.read', id))) === 'good') given.push(id)
      const seen = holdsSomewhere(asking, 'camera.read')
        ? await db.select().from(cameras).where(visibleCameras(asking, 'camera.read'))
        : []
      const place = (siteId: string): Place => ({ organisationId: own.id, siteId, cameraId: null, groupIds: [] })
      const expected = siteIds.filter(
        id => holds(asking, 'site.read', place(id)) || seen.some(camera => camera.siteId === id),
      )
      assert.deepEqual(listed, sorted(expected))
      assert.deepEqual(sorted(given), listed)

      const agentPlaces = [...minted, deleted].filter(({ actor }) => holds(asking, 'agent.read', place(actor.siteId)))
      const listedAgents = holdsSomewhere(asking, 'agent.read')
        ? idsOf(await db.select().from(agents).where(visibleAgents(asking, 'agent.read')))
        : []
      assert.deepEqual(listedAgents, sorted(agentPlaces.map(camera => camera.agentId)))
    }),
    { numRuns: 60 },
  )
})
