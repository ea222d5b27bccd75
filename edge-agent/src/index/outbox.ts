import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import type { Random } from '../platform/random.ts'
import type { Database } from './database.ts'
import type { OutboxMessage, OutboxStore } from './outbox-contract.ts'

/** The schema's bound of records in one message. */
const mostRecords = 20

export interface Outbox extends OutboxStore {
  /**
   * Messages for the records at places [first, last] of a camera, in the caller's transaction; the id of the one with `of`.
   * `each` is told of every message and the places of its records.
   */
  enqueueRecords(
    cameraId: string,
    first: number,
    last: number,
    of: number,
    each?: (id: string, first: number, last: number) => void,
  ): string
}

interface OutboxRow {
  readonly id: string
  readonly lane: string
  readonly payload: string | null
  readonly first_sequence: number | null
  readonly last_sequence: number | null
}

export function createOutbox(database: Database, { clock, random }: { clock: Clock; random: Random }): Outbox {
  const { sql } = database
  const insert = sql.prepare(
    'INSERT INTO outbox (id, lane, name, payload, first_sequence, last_sequence) VALUES (?, ?, ?, ?, ?, ?)',
  )
  // One look into the index per lane, whatever the backlog.
  const heads = sql.prepare(`
    SELECT id, lane, payload, first_sequence, last_sequence FROM outbox
    WHERE position IN (
      SELECT (SELECT min(position) FROM outbox WHERE rejected IS NULL AND lane = lanes.lane)
      FROM (
        SELECT camera.camera_id AS lane FROM camera LEFT JOIN lineage ON lineage.lineage_id = camera.lineage_id
        WHERE state IS NOT 'begun' AND :all = 0 AND camera.camera_id NOT IN (SELECT value FROM json_each(:held))
        UNION ALL SELECT '') AS lanes)
    ORDER BY position LIMIT :limit`)
  const records = sql.prepare(
    'SELECT record FROM chain WHERE camera_id = ? AND sequence BETWEEN ? AND ? ORDER BY sequence',
  )
  const lane = sql.prepare('SELECT lane FROM outbox WHERE id = ?')
  const remove = sql.prepare('DELETE FROM outbox WHERE id = ? AND rejected IS NULL')
  const reject = sql.prepare('UPDATE outbox SET rejected = ? WHERE id = ?')
  const depth = sql.prepare('SELECT count(*) AS depth FROM outbox WHERE rejected IS NULL')
  const rejected = sql.prepare('SELECT id, rejected AS reason FROM outbox WHERE rejected IS NOT NULL ORDER BY position')

  const read = (row: OutboxRow): OutboxMessage => {
    if (row.payload !== null) return { name: 'config.applied', payload: JSON.parse(row.payload) }
    const rows = records.all(row.lane, row.first_sequence, row.last_sequence) as { record: string }[]
    const payload = {
      id: row.id,
      cameraId: row.lane,
      records: rows.map(each => JSON.parse(each.record) as ChainRecord),
    }
    return { name: 'records.appended', payload }
  }

  return {
    enqueue(message) {
      // Records are in the chain already; only the index itself may announce them.
      if (message.name === 'records.appended') throw new TypeError('records are enqueued with their chain')
      insert.run(message.payload.id, '', message.name, JSON.stringify(message.payload), null, null)
    },
    enqueueRecords(cameraId, first, last, of, each) {
      let carrier = ''
      for (let from = first; from <= last; from += mostRecords) {
        const to = Math.min(last, from + mostRecords - 1)
        const id = random.uuid(clock.wallMs())
        insert.run(id, cameraId, 'records.appended', null, from, to)
        if (of >= from && of <= to) carrier = id
        each?.(id, from, to)
      }
      return carrier
    },
    nextMessages: (limit, held = []) =>
      (heads.all({ limit, all: held === 'all' ? 1 : 0, held: JSON.stringify(held) }) as unknown as OutboxRow[]).map(
        read,
      ),
    laneOf: id => (lane.get(id) as { lane: string } | undefined)?.lane ?? null,
    acknowledge: ids => database.transaction(() => ids.forEach(id => void remove.run(id))),
    reject: (id, reason) => void reject.run(reason.slice(0, 200), id),
    outboxDepth: () => (depth.get() as { depth: number }).depth,
    rejectedMessages: () => rejected.all() as { id: string; reason: string }[],
  }
}
