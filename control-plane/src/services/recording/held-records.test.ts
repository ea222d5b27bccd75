import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { eq, sql } from 'drizzle-orm'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { chainRefusals } from '../../db/schema/chain-refusals.ts'
import { segments } from '../../db/schema/segments.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { chainWarnings } from '../chain/chain-warnings.ts'
import { listChainAlarms } from '../chain/list-alarms.ts'
import { applyRecords } from './apply-records.ts'
import { bytesPerHour, recordsPerHour } from './rules/judge-arrivals.ts'
import { entriesPerWindow, windowMs } from './rules/judge-budget.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

describe('records that time alone mends', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  /** When a test begins. */
  let t0: number

  before(async () => {
    harness = await openHarness()
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())
  beforeEach(async () => {
    t0 = harness.clock.wallMs()
    camera = await mintCamera(harness.base, own, { addedAtMs: t0 - hourMs })
    assert.equal(await send(camera.chain.recorded(t0 - minuteMs, t0)), 'applied')
  })

  const setWall = (ms: number) => harness.clock.advance(ms - harness.clock.wallMs())
  const send = (records: unknown) =>
    applyRecords(harness.as(camera.actor), { id: harness.base.ids.next(), cameraId: camera.cameraId, records })
  const head = async () =>
    (await harness.base.db.select().from(chainHeads).where(eq(chainHeads.cameraId, camera.cameraId)))[0]!
  const refusals = () => harness.base.db.$count(chainRefusals, eq(chainRefusals.cameraId, camera.cameraId))
  const kept = () => harness.base.db.$count(segments, eq(segments.cameraId, camera.cameraId))

  it('wait where our clock was set back, however far, and are taken when time has come', async () => {
    for (const backMs of [hourMs, 400 * dayMs]) {
      setWall(t0 - backMs)
      const records = camera.chain.recorded(t0, t0 + minuteMs)
      for (let again = 0; again < 3; again++) {
        const answer = JSON.stringify(await send(records))
        assert.match(answer, /held.*here it is .* UTC\. Set the clock of the control plane/)
      }
      const { state, sequence, heldReason } = await head()
      assert.deepEqual([state, await refusals()], ['open', 0])
      assert.match(heldReason ?? '', new RegExp(new Date(t0 + minuteMs).toISOString().slice(0, 10)))
      setWall(t0 + 2 * minuteMs)
      assert.equal(await send(records), 'applied')
      assert.equal((await head()).sequence, sequence + 2)
      assert.equal((await head()).heldReason, null)
      t0 += minuteMs
    }
  })

  it('wait where the agent speaks of the days to come, are told with both clocks, and nothing of them is kept', async () => {
    const count = await kept()
    const records = camera.chain.recorded(t0 + dayMs, t0 + dayMs + minuteMs)
    assert.match(JSON.stringify(await send(records)), /held/)
    assert.deepEqual([(await head()).state, await refusals(), await kept()], ['open', 0, count])
    const [alarm] = (await listChainAlarms(harness.as(own.administrator.actor))).filter(
      one => one.cameraId === camera.cameraId,
    )
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
    for (const words of [
      alarm?.held?.reason,
      (await chainWarnings(harness.base.db, [camera.agentId])).get(camera.agentId)?.[0],
    ]) {
      for (const clock of [t0 + dayMs + minuteMs, t0]) assert.ok(words?.includes(day(clock)), words)
      assert.match(words ?? '', /Set the clock/)
    }
  })

  it('wait for their time where the agent sends them again, as it does', async () => {
    const [first, second] = [
      camera.chain.recorded(t0, t0 + 10 * minuteMs),
      camera.chain.gap(t0 + 10 * minuteMs, t0 + 11 * minuteMs),
    ]
    assert.match(JSON.stringify(await send([...first, ...second])), /held/)
    setWall(t0 + 5.5 * minuteMs)
    assert.equal(await send(first), 'applied')
    assert.match(JSON.stringify(await send(second)), /held/)
    setWall(t0 + 8 * minuteMs)
    assert.equal(await send(second), 'applied')
  })

  it('freeze where they lie further ahead than anybody would wait', async () => {
    assert.match(JSON.stringify(await send(camera.chain.gap(t0, t0 + 8 * dayMs))), /Frozen/)
    assert.equal((await head()).state, 'frozen')
  })

  it('wait for the next hour where more came than are taken of one camera', async () => {
    const hour = Math.floor(t0 / hourMs) * hourMs
    const full = { arrivalHourMs: hour, arrivalRecords: recordsPerHour - 1 }
    await harness.base.db.update(chainHeads).set(full).where(eq(chainHeads.cameraId, camera.cameraId))
    const records = camera.chain.recorded(t0, t0 + 1000)
    assert.match(JSON.stringify(await send(records)), /held.*next one/)
    assert.deepEqual([(await head()).state, await refusals()], ['open', 0])
    setWall(hour + hourMs)
    assert.equal(await send(records), 'applied')
    assert.deepEqual([(await head()).arrivalHourMs, (await head()).arrivalRecords], [hour + hourMs, 2])
  })

  it('wait for the next hour where more bytes came than are taken of one camera, and all of them are counted', async () => {
    const { arrivalHourMs, arrivalBytes } = await head()
    const first = camera.chain.recorded(t0, t0 + 1000)
    assert.equal(await send(first), 'applied')
    const sent = first.reduce((sum, record) => sum + JSON.stringify(record).length, 0)
    assert.equal((await head()).arrivalBytes, arrivalBytes + sent)
    await harness.base.db
      .update(chainHeads)
      .set({ arrivalBytes: bytesPerHour - 3000 })
      .where(eq(chainHeads.cameraId, camera.cameraId))
    assert.equal(await send(camera.chain.recorded(t0 + 1000, t0 + 2000)), 'applied', 'there is room for one')
    const records = camera.chain.recorded(t0 + 2000, t0 + 3000)
    assert.match(JSON.stringify(await send(records)), /held.*next one/)
    assert.deepEqual([(await head()).state, await refusals()], ['open', 0])
    setWall(arrivalHourMs + hourMs)
    assert.equal(await send(records), 'applied')
    assert.ok((await head()).arrivalBytes < 3000)
  })

  it('are none where ten minutes are cut into more entries than a camera can have', async () => {
    const start = Math.floor((t0 - hourMs / 2) / windowMs) * windowMs
    const other = await mintCamera(harness.base, own, { addedAtMs: start - hourMs })
    camera = other
    assert.equal(await send(camera.chain.gap(start - minuteMs, start)), 'applied')
    // It is held up to by another test; here it would only cost a minute.
    await harness.base.db.execute(sql`alter table ledger_entries drop constraint if exists ledger_entries_no_overlap`)
    await harness.base.db.execute(sql`
      insert into ledger_entries (organisation_id, camera_id, agent_id, lineage, sequence, hash, from_ms, to_ms, state, cause, entry)
      select organisation_id, camera_id, agent_id, 7, at, hash, ${start}::bigint + at * 100, ${start}::bigint + at * 100 + 100, state, cause, entry
      from ledger_entries, generate_series(0, ${entriesPerWindow - 2}) as at where camera_id = ${camera.cameraId}`)
    const free = start + (entriesPerWindow - 1) * 100
    assert.equal(await send(camera.chain.gap(free, free + 1)), 'applied', 'the last that there may be')
    assert.match(JSON.stringify(await send(camera.chain.gap(free + 1, free + 2))), /Frozen.*more entries/)
    assert.equal(await refusals(), 1)
  })
})
