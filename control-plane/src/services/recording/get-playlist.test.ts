import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { mintOrganisation } from '../../testing/mint.ts'
import { mintCamera } from '../../testing/mint-camera.ts'
import { applyRecords } from './apply-records.ts'
import { getPlaylist } from './get-playlist.ts'
import { listSegments } from './list-segments.ts'

let harness: Harness
before(async () => {
  harness = await openHarness()
})
after(() => harness.close())

test('what was recorded over time that was given to others is listed, and plays into nothing', async () => {
  const own = await mintOrganisation(harness.base)
  const camera = await mintCamera(harness.base, own)
  const startMs = harness.clock.wallMs() - 600_000
  const claimed = camera.chain.recorded(startMs, startMs + 60_000)
  const twice = camera.chain.segment(startMs + 10_000, startMs + 40_000)
  const batch = { id: harness.base.ids.next(), cameraId: camera.cameraId, records: [...claimed, twice] }
  assert.equal(await applyRecords(harness.as(camera.actor), batch), 'applied')
  const range = { from: toIso(startMs), to: toIso(startMs + 60_000) }
  const viewer = harness.as(own.viewer.actor)
  const playlist = await getPlaylist(viewer, camera.cameraId, range)
  assert.match(playlist, new RegExp(claimed[0].segmentId))
  assert.doesNotMatch(playlist, new RegExp(twice.segmentId))
  const { items } = await listSegments(viewer, camera.cameraId, range)
  assert.equal(items.length, 2)
})
