import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ArchiveStore } from '../../archive/store.ts'
import type { UserActor } from '../../policy/actor.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { mintMember, watching } from '../../testing/mint-grants.ts'
import { completeUpload } from '../upload/complete-upload.ts'
import { requestUpload } from '../upload/request-upload.ts'
import { applyRecords } from './apply-records.ts'
import { getTimeline } from './get-timeline.ts'
import { segmentFor } from './segment-for.ts'

const minuteMs = 60_000

/** Agents choose the ids of their segments; whoever knows one of another's can use it first. */
describe('one segment id of several agents', () => {
  let harness: Harness
  let own: MintedOrganisation
  let foreign: MintedOrganisation
  let honest: MintedCamera
  let thief: MintedCamera
  let neighbour: MintedCamera
  let manifest: SegmentManifest
  let taken: SegmentManifest
  let near: SegmentManifest

  before(async () => {
    harness = await openHarness()
    own = await mintOrganisation(harness.base)
    foreign = await mintOrganisation(harness.base)
    honest = await mintCamera(harness.base, own)
    neighbour = await mintCamera(harness.base, own)
    thief = await mintCamera(harness.base, foreign)
    taken = await record(thief)
    manifest = await record(honest, taken.segmentId)
    harness.clock.advance(1000)
    near = await record(neighbour, taken.segmentId)
  })
  after(() => harness.close())

  async function record(of: MintedCamera, segmentId = harness.base.ids.next()) {
    const fromMs = harness.clock.wallMs() - 10 * minuteMs
    const records = of.chain.recorded(fromMs, fromMs + minuteMs, { segmentId })
    const batch = { id: harness.base.ids.next(), cameraId: of.cameraId, records }
    assert.equal(await applyRecords(harness.as(of.actor), batch), 'applied')
    return records[0]
  }
  const seenBy = async (actor: UserActor) => {
    const { segment } = await segmentFor(harness.base.db, harness.as(actor), 'recording.view', taken.segmentId)
    return segment
  }

  it('freezes nobody, and each organisation sees its own', async () => {
    assert.deepEqual((await seenBy(foreign.viewer.actor)).manifest, taken)
    assert.deepEqual((await seenBy(own.viewer.actor)).manifest, manifest, 'the first of those that they may see')
    const scope = { kind: 'camera' as const, id: neighbour.cameraId }
    const guest = await mintMember(harness.base, own.id, { permissions: watching, scope })
    assert.deepEqual((await seenBy(guest.actor)).manifest, near)
    const stranger = await mintOrganisation(harness.base)
    await assert.rejects(seenBy(stranger.viewer.actor), { code: 'resource.not-found' })
  })

  it('is of a chain that is frozen only where its own agent uses it twice', async () => {
    const fromMs = harness.clock.wallMs() - minuteMs
    const records = honest.chain.recorded(fromMs, fromMs + 1000, { segmentId: taken.segmentId })
    const batch = { id: harness.base.ids.next(), cameraId: honest.cameraId, records }
    assert.match(JSON.stringify(await applyRecords(harness.as(honest.actor), batch)), /held.*id is used twice/)
  })

  it('is uploaded by each, and the archive of one is not taken for the other’s', async () => {
    const archive = { verify: async () => 'verified' } as unknown as ArchiveStore
    const limits = { segmentBytes: 1024 ** 3, agentDayBytes: 1024 ** 4 }
    const address = { presignPut: async () => ({ url: 'http://localhost/', headers: {} }) } as unknown as ArchiveStore
    for (const [camera, { segmentId, mediaHash, byteLength }] of [
      [thief, taken],
      [honest, manifest],
    ] as const) {
      const asked = { segmentId, mediaHash, byteLength, md5: 'A'.repeat(22).concat('==') }
      const reply = await requestUpload(harness.as(camera.actor), address, limits, asked)
      assert.equal(reply.status, 'upload', camera.cameraId)
      if (camera === honest) assert.equal((await seenBy(own.viewer.actor)).objectKey, null)
      const receipt = await completeUpload(harness.as(camera.actor), archive, segmentId)
      assert.match(receipt.objectKey, new RegExp(`/${camera.cameraId}/`))
    }
    assert.match((await seenBy(own.viewer.actor)).objectKey ?? '', new RegExp(`/${honest.cameraId}/`))
    const range = { from: new Date(near.wallStartMs).toISOString(), to: new Date(near.wallEndMs).toISOString() }
    const { intervals } = await getTimeline(harness.as(own.viewer.actor), neighbour.cameraId, range)
    assert.deepEqual(
      intervals.map(({ where }) => where),
      ['site'],
    )
  })
})
