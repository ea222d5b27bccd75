import assert from 'node:assert/strict'
import { after, before, describe, it, mock } from 'node:test'
import { toIso } from '@nightjar/shared/domain/time.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { sql } from 'drizzle-orm'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { mintOrganisation } from '../../testing/mint.ts'
import { mintCamera } from '../../testing/mint-camera.ts'
import { applyRecords } from './apply-records.ts'
import { getPlaylist } from './get-playlist.ts'
import { listSegments } from './list-segments.ts'
import { fragmentsPerPage } from './load-page.ts'

const lengthMs = 300_000
const fragmentsEach = 2000
const segmentCount = 120

describe('a list of segments with as many fragments as there can be', () => {
  let harness: Harness
  let viewer: Parameters<typeof getPlaylist>[0]
  let cameraId: string
  let range: { from: string; to: string }

  before(async () => {
    harness = await openHarness()
    const own = await mintOrganisation(harness.base)
    viewer = harness.as(own.viewer.actor)
    const startMs = harness.clock.wallMs() - 24 * 3_600_000
    range = { from: toIso(startMs), to: toIso(startMs + segmentCount * lengthMs) }
    const camera = await mintCamera(harness.base, own)
    cameraId = camera.cameraId
    const fragments = Array.from({ length: fragmentsEach }, (_, at): SegmentManifest['fragments'][number] => [
      Math.floor((at * lengthMs) / fragmentsEach),
      700 + at * 31_234,
      at === 0 ? 1 : 0,
    ])
    const media = { mediaStartMs: 0, mediaEndMs: lengthMs, fragments, byteLength: 700 + fragmentsEach * 31_234 }
    const records = camera.chain.recorded(startMs, startMs + lengthMs, { ...media, initLength: 700 })
    const batch = { id: harness.base.ids.next(), cameraId, records }
    assert.equal(await applyRecords(harness.as(camera.actor), batch), 'applied')
    const idOf = sql`('00000000-0000-7000-8000-' || lpad(at::text, 12, '0'))::uuid`
    const fromMs = sql`from_ms + at * ${lengthMs}::bigint`
    await harness.base.db.execute(sql`
      insert into segments (id, organisation_id, camera_id, agent_id, lineage, sequence, hash, from_ms, to_ms, manifest)
      select ${idOf}, organisation_id, camera_id, agent_id, 1, at, hash || at, ${fromMs}, ${fromMs} + ${lengthMs}::bigint,
        manifest || jsonb_build_object('segmentId', ${idOf}, 'wallStartMs', ${fromMs}, 'wallEndMs', ${fromMs} + ${lengthMs}::bigint)
      from segments, generate_series(1, ${segmentCount - 1}) as at where camera_id = ${cameraId}`)
    await harness.base.db.execute(sql`
      insert into ledger_entries (organisation_id, camera_id, agent_id, lineage, sequence, hash, from_ms, to_ms, state, segment_id, entry)
      select organisation_id, camera_id, agent_id, 1, at, hash, ${fromMs}, ${fromMs} + ${lengthMs}::bigint, state, ${idOf}, entry
      from ledger_entries, generate_series(1, ${segmentCount - 1}) as at where camera_id = ${cameraId}`)
  })
  after(() => harness.close())

  /** What the database hands over while `work` is done, in characters of JSON. */
  async function handedOver(work: () => Promise<unknown>): Promise<number> {
    const client = (harness.base.db as unknown as { $client: { query(...asked: unknown[]): Promise<unknown> } }).$client
    const ask = client.query.bind(client)
    let length = 0
    const watched = mock.method(client, 'query', async (...asked: unknown[]) => {
      const answer = await ask(...asked)
      length += JSON.stringify((answer as { rows: unknown }).rows).length
      return answer
    })
    try {
      await work()
    } finally {
      watched.mock.restore()
    }
    assert.ok(length > 0, 'it was listened to')
    return length
  }

  it('is played from what a playlist says, without the fragments', async () => {
    let text = ''
    const length = await handedOver(async () => {
      text = (await getPlaylist(viewer, cameraId, range)).text
    })
    assert.equal(text.match(/#EXTINF:300\.000/g)?.length, segmentCount)
    assert.equal(text.match(/EXT-X-MAP/g)?.length, 1)
    assert.ok(length / segmentCount < 1000, `${length} for ${segmentCount} segments`)
  })

  it('comes in pages that are bounded by fragments, which together have every segment once', async () => {
    const told: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listSegments(viewer, cameraId, { ...range, limit: 500, ...(cursor && { cursor }) })
      assert.ok(page.items.length > 0)
      assert.ok(page.items.reduce((sum, { manifest }) => sum + manifest.fragments.length, 0) <= fragmentsPerPage)
      told.push(...page.items.map(({ manifest }) => manifest.segmentId))
      cursor = page.nextCursor
    }
    assert.deepEqual([told.length, new Set(told).size], [segmentCount, segmentCount])
    const few = await listSegments(viewer, cameraId, { ...range, limit: 3 })
    assert.deepEqual([few.items.length, few.nextCursor !== null], [3, true])
  })
})
