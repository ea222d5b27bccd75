import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Timeline, timelineSchema } from '@nightjar/shared/api/recording.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { sql } from 'drizzle-orm'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { applyRecords } from './apply-records.ts'
import { getTimeline } from './get-timeline.ts'
import { entriesMax } from './load-timeline.ts'

const entries = 100_000
/** Each; three hours together, as of somebody who has a stolen key and does not stop. */
const entryMs = 108
const answerMax = 2 * 1024 * 1024

describe('a timeline of a hundred thousand entries', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  let startMs: number

  before(async () => {
    harness = await openHarness()
    own = await mintOrganisation(harness.base)
    startMs = harness.clock.wallMs() - 24 * 3_600_000
    camera = await mintCamera(harness.base, own, { addedAtMs: startMs - 2000 })
    const first = camera.chain.gap(startMs - 1000, startMs)
    const batch = { id: harness.base.ids.next(), cameraId: camera.cameraId, records: first }
    assert.equal(await applyRecords(harness.as(camera.actor), batch), 'applied')
    // What holds them apart has tests of its own; here it would cost a minute.
    await harness.base.db.execute(sql`alter table ledger_entries drop constraint if exists ledger_entries_no_overlap`)
    await harness.base.db.execute(sql`
      insert into ledger_entries (organisation_id, camera_id, agent_id, lineage, sequence, hash, from_ms, to_ms, state, cause, entry)
      select organisation_id, camera_id, agent_id, 1, at, hash,
        ${startMs}::bigint + at * ${entryMs}::bigint, ${startMs}::bigint + (at + 1) * ${entryMs}::bigint,
        state, case at % 2 when 0 then 'camera.unreachable' else 'camera.stalled' end, entry
      from ledger_entries, generate_series(0, ${entries - 1}) as at where camera_id = ${camera.cameraId}`)
  })
  after(() => harness.close())

  const ask = async (fromMs: number, more: object = {}): Promise<Timeline> => {
    const range = { from: toIso(fromMs), to: toIso(startMs + 12 * 3_600_000) }
    const answer = await getTimeline(harness.as(own.viewer.actor), camera.cameraId, { ...range, ...more })
    return timelineSchema.parse(answer)
  }

  it('comes in answers of a bounded size, which together tell of every entry once', async () => {
    let [at, told, answers]: [number | null, number, number] = [startMs, 0, 0]
    let lastEnd = toIso(startMs)
    for (; at !== null; answers++) {
      const { intervals, next } = await ask(at)
      assert.ok(intervals.length <= entriesMax + 1, `${intervals.length}`)
      assert.ok(JSON.stringify(intervals).length <= answerMax)
      assert.equal(intervals[0]!.from, lastEnd)
      lastEnd = intervals.at(-1)!.to
      told += intervals.filter(({ state }) => state === 'camera-down').length
      assert.ok(next === null || Date.parse(next) > at, 'it goes on')
      assert.equal(next ?? lastEnd, lastEnd)
      at = next === null ? null : Date.parse(next)
    }
    assert.equal(told, entries)
    assert.equal(answers, Math.ceil(entries / entriesMax))
  })

  it('is a few spans a minute where no more is asked for', async () => {
    const { intervals, next } = await ask(startMs, { resolution: '60' })
    assert.ok(next !== null)
    const minutes = (Date.parse(next) - startMs) / 60_000
    assert.ok(intervals.length <= 2 * minutes + 3, `${intervals.length} in ${minutes} minutes`)
    assert.ok(intervals.some(({ merged }) => (merged ?? 0) > 500))
  })

  it('refuses a resolution that is none', async () => {
    for (const resolution of ['-1', '1.5', 'x', '86401'])
      await assert.rejects(ask(startMs, { resolution }), { code: 'input.invalid' }, resolution)
  })

  it('goes on where older rows all begin at one moment', async () => {
    await harness.base.db.execute(sql`
      update ledger_entries set from_ms = ${startMs}::bigint where camera_id = ${camera.cameraId} and from_ms < ${startMs + 15_000 * entryMs}::bigint and from_ms >= ${startMs}::bigint`)
    const { next } = await ask(startMs)
    assert.ok(next !== null && Date.parse(next) > startMs)
    assert.ok(Date.parse((await ask(Date.parse(next))).next!) > Date.parse(next))
  })
})
