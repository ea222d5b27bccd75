import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { timelineSchema } from '@nightjar/shared/api/recording.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { eq, sql } from 'drizzle-orm'
import { segments } from '../../db/schema/segments.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { applyRecords } from './apply-records.ts'
import { getTimeline } from './get-timeline.ts'

const dayMs = 86_400_000

describe('pictures that were damaged on the way from the camera', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  let startMs: number

  before(async () => {
    harness = await openHarness()
    own = await mintOrganisation(harness.base)
    camera = await mintCamera(harness.base, own)
    startMs = harness.clock.wallMs() - 600_000
    const at = (seconds: number) => startMs + seconds * 1000
    const { chain } = camera
    const kept = [
      ...chain.recorded(at(0), at(60), { damagedPictures: 12 }),
      ...chain.recorded(at(60), at(120)),
      ...chain.recorded(at(120), at(180), { damagedPictures: 3, frameRate: null }),
    ]
    const gone = chain.recorded(at(180), at(240), { damagedPictures: 5 })
    const records = [
      ...kept,
      ...gone,
      ...chain.evicted(gone[0]),
      ...chain.recorded(at(240), at(250), { damagedPictures: 900 }),
    ]
    const payload = { id: harness.base.ids.next(), cameraId: camera.cameraId, records }
    assert.equal(await applyRecords(harness.as(camera.actor), payload), 'applied')
    // Of before frame rates were held to what can be.
    await harness.base.db
      .update(segments)
      .set({ manifest: sql`jsonb_set(${segments.manifest}, '{frameRate}', '1e300')` })
      .where(eq(segments.fromMs, at(240)))
  })
  after(() => harness.close())

  const ask = async (fromMs: number, toMs: number) => {
    const range = { from: toIso(fromMs), to: toIso(toMs) }
    const { damaged } = timelineSchema.parse(await getTimeline(harness.as(own.viewer.actor), camera.cameraId, range))
    const seconds = (iso: string) => (Date.parse(iso) - startMs) / 1000
    return damaged.map(({ from, to, pictures, of }) => [seconds(from), seconds(to), pictures, of])
  }

  it('are in the timeline, of how many where that is known, and no longer when they are deleted', async () => {
    assert.deepEqual(await ask(startMs, startMs + 300_000), [
      [0, 60, 12, 1500],
      [120, 180, 3, null],
      [240, 250, 900, 10_000],
    ])
  })

  it('are those that touch the range', async () => {
    assert.deepEqual(await ask(startMs + 59_000, startMs + 61_000), [[0, 60, 12, 1500]])
    assert.deepEqual(await ask(startMs + 60_000, startMs + 120_000), [])
  })

  it('are told coarser of a long range, so that no answer is without bounds', async () => {
    const [first, ...rest] = await ask(startMs - 30 * dayMs, startMs + dayMs)
    assert.deepEqual([first, rest], [[0, 250, 915, null], []])
  })
})
