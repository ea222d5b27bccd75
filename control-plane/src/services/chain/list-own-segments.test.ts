import assert from 'node:assert/strict'
import { after, before, describe, it, mock } from 'node:test'
import { sql } from 'drizzle-orm'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { applyRecords } from '../recording/apply-records.ts'
import { listOwnSegments } from './list-own-segments.ts'

const deleted = 20_000
const minuteMs = 60_000

interface Client {
  query(text: string | { readonly text: string }, values?: unknown[]): Promise<{ rows: unknown[] }>
}

describe('what an agent is said to hold of a camera that has recorded for years', () => {
  let harness: Harness
  let camera: MintedCamera
  let held: string[]

  before(async () => {
    harness = await openHarness()
    camera = await mintCamera(harness.base, await mintOrganisation(harness.base))
    const startMs = harness.clock.wallMs() - 24 * 3_600_000
    const records = [0, 1, 2].flatMap(at =>
      camera.chain.recorded(startMs + at * minuteMs, startMs + (at + 1) * minuteMs),
    )
    const batch = { id: harness.base.ids.next(), cameraId: camera.cameraId, records }
    assert.equal(await applyRecords(harness.as(camera.actor), batch), 'applied')
    held = records.flatMap(record => (record.kind === 'segment' ? [record.segmentId] : [])).sort()
    await harness.base.db.execute(sql`
      insert into segments (id, organisation_id, camera_id, agent_id, lineage, sequence, hash, from_ms, to_ms, evicted_at_ms, manifest)
      select ('00000000-0000-7000-8000-' || lpad(at::text, 12, '0'))::uuid, organisation_id, camera_id, agent_id, 1, at, hash || at,
        from_ms, to_ms, to_ms, '{}'::jsonb
      from segments, generate_series(1, ${deleted}) as at where camera_id = ${camera.cameraId} and sequence = 0`)
    await harness.base.db.execute(sql`analyze segments`)
  })
  after(() => harness.close())

  /** How many blocks of table and index the database looks at for what `work` asks of segments. */
  async function blocksOf(work: () => Promise<unknown>): Promise<number> {
    const { $client } = harness.base.db as unknown as { $client: Client }
    const watched = mock.method($client, 'query')
    await work()
    const asked = watched.mock.calls.map(({ arguments: [text, values] }) => ({
      text: typeof text === 'string' ? text : text.text,
      values,
    }))
    watched.mock.restore()
    const { text, values } = asked.find(one => one.text.includes('from "segments"'))!
    const { rows } = await $client.query(`explain (analyze, buffers, format json) ${text}`, values)
    const { Plan: plan } = (rows[0] as { 'QUERY PLAN': [{ Plan: Record<string, number> }] })['QUERY PLAN'][0]
    return plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!
  }

  it('is found without a look at what it deleted', async () => {
    for (const [after, expected] of [
      [undefined, held],
      [held[0], held.slice(1)],
      [held[2], []],
    ] as const) {
      let answer: string[] = []
      const blocks = await blocksOf(async () => {
        answer = await listOwnSegments(harness.as(camera.actor), camera.cameraId, { after })
      })
      assert.deepEqual(answer, expected)
      assert.ok(blocks < 30, `${blocks} blocks`)
    }
  })
})
