import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { sql } from 'drizzle-orm'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { mintOrganisation } from '../../testing/mint.ts'
import { mintCamera } from '../../testing/mint-camera.ts'
import { applyRecords } from './apply-records.ts'
import { getPlaylist, segmentsMax } from './get-playlist.ts'
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
  const { text: playlist, next } = await getPlaylist(viewer, camera.cameraId, range)
  assert.equal(next, null)
  assert.match(playlist, new RegExp(claimed[0].segmentId))
  assert.doesNotMatch(playlist, new RegExp(twice.segmentId))
  const { items } = await listSegments(viewer, camera.cameraId, range)
  assert.equal(items.length, 2)
})

test('what does not fit into one playlist is named, and the next begins there', async () => {
  const own = await mintOrganisation(harness.base)
  const camera = await mintCamera(harness.base, own)
  const startMs = harness.clock.wallMs() - 24 * 3_600_000
  const records = camera.chain.recorded(startMs - 1000, startMs)
  const batch = { id: harness.base.ids.next(), cameraId: camera.cameraId, records }
  assert.equal(await applyRecords(harness.as(camera.actor), batch), 'applied')
  const { db } = harness.base
  const idOf = sql`('00000000-0000-7000-8000-' || lpad(at::text, 12, '0'))::uuid`
  // What holds them apart has tests of its own; here it would cost a minute.
  await db.execute(sql`alter table ledger_entries drop constraint if exists ledger_entries_no_overlap`)
  await db.execute(sql`
    insert into segments (id, organisation_id, camera_id, agent_id, lineage, sequence, hash, from_ms, to_ms, manifest)
    select ${idOf}, organisation_id, camera_id, agent_id, 1, at, hash || at, ${startMs}::bigint + at * 1000, ${startMs}::bigint + at * 1000 + 1000,
      manifest || jsonb_build_object('segmentId', ${idOf}, 'wallStartMs', ${startMs}::bigint + at * 1000)
    from segments, generate_series(0, ${segmentsMax}) as at where camera_id = ${camera.cameraId}`)
  await db.execute(sql`
    insert into ledger_entries (organisation_id, camera_id, agent_id, lineage, sequence, hash, from_ms, to_ms, state, segment_id, entry)
    select organisation_id, camera_id, agent_id, 1, at, hash, ${startMs}::bigint + at * 1000, ${startMs}::bigint + at * 1000 + 1000, state, ${idOf}, entry
    from ledger_entries, generate_series(0, ${segmentsMax}) as at where camera_id = ${camera.cameraId}`)
  const [from, to] = [toIso(startMs), toIso(startMs + 12 * 3_600_000)]
  const ask = (begin: string) =>
    harness.request(
      'GET',
      `/api/v1/cameras/${camera.cameraId}/playlist.m3u8?${new URLSearchParams({ from: begin, to })}`,
      {
        cookie: own.viewer.cookie,
      },
    )
  const answer = await ask(from)
  const rest = toIso(startMs + segmentsMax * 1000)
  const link = `<playlist.m3u8?${new URLSearchParams({ from: rest, to })}>; rel="next"`
  assert.deepEqual([answer.status, answer.headers.get('link')], [200, link])
  assert.equal((await answer.text()).match(/#EXTINF/g)?.length, segmentsMax)
  const second = await ask(rest)
  assert.deepEqual([second.status, second.headers.get('link')], [200, null])
  assert.equal((await second.text()).match(/#EXTINF/g)?.length, 1)
})
