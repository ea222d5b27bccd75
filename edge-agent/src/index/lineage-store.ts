import type { LineageStatement, SeamReason } from '@nightjar/shared/records/lineage.ts'
import type { LocalChain } from '../media/local-chain.ts'
import type { ChainEnd } from './chain-append.ts'
import type { Database } from './database.ts'
import type { LineageWriter, NewLineage } from './lineage-writer.ts'
import type { Outbox } from './outbox.ts'
import { createSetAside } from './set-aside.ts'

interface Row {
  readonly camera_id: string
  readonly next_sequence: number
  readonly first_place: number
  readonly lineage_id: string | null
  readonly why: SeamReason
  readonly state: 'begun' | 'taken' | 'filled'
  readonly statement: string | null
  readonly begun_at_ms: number
}

/** Where each camera's chain stands, and what becomes of it when the control plane has told where its own does. */
export interface LineageStore {
  /** Of every camera that has a ledger here. */
  localChains(): readonly LocalChain[]
  localChain(cameraId: string): LocalChain | null
  /** Hash of a record of the lineage in force; null where it is not there (any more). */
  hashAt(cameraId: string, sequence: number): string | null
  /** One transaction: see {@link NewLineage}. Returns the lineage's id. */
  beginLineage(cameraId: string, lineage: NewLineage): string
  /** `accountedToMs`: up to where the control plane's ledger reaches that the statement was made for. */
  keepStatement(statement: LineageStatement, accountedToMs: number | null): void
  /** The control plane has the statement: records of the lineage may be sent. */
  lineageTaken(lineageId: string): void
  /**
   * One transaction: all records of the lineage in force from `sequence` on wait in the outbox again, as after their
   * first day; also those that were refused. False, and nothing done, where one of them is gone.
   */
  resendFrom(cameraId: string, sequence: number): boolean
}

export function createLineageStore(
  database: Database,
  deps: { readonly chain: ChainEnd; readonly outbox: Outbox; readonly lineages: LineageWriter },
): LineageStore {
  const { sql } = database
  const { chain, outbox, lineages } = deps
  const { unsentFrom } = createSetAside(database)
  const columns = `SELECT camera.camera_id, next_sequence, first_place, camera.lineage_id, why, state, statement,
    begun_at_ms FROM camera LEFT JOIN lineage ON lineage.lineage_id = camera.lineage_id`
  const all = sql.prepare(`${columns} ORDER BY camera.camera_id`)
  const one = sql.prepare(`${columns} WHERE camera.camera_id = ?`)
  const hash = sql.prepare('SELECT hash FROM chain WHERE camera_id = ? AND sequence = ?')
  const keep = sql.prepare(`
    UPDATE lineage SET statement = ?, filled_to_ms = coalesce(?, added_at_ms,
      (SELECT min(at) FROM (
        SELECT min(from_ms) AS at FROM known_gap WHERE known_gap.camera_id = lineage.camera_id
        UNION ALL SELECT min(wall_start_ms) FROM found WHERE found.camera_id = lineage.camera_id)),
      (SELECT accounted_to_ms FROM camera WHERE camera.camera_id = lineage.camera_id))
    WHERE lineage_id = ?`)
  const take = sql.prepare("UPDATE lineage SET state = 'taken' WHERE lineage_id = ? AND state = 'begun'")
  const refused = sql.prepare('SELECT 1 FROM outbox WHERE lane = ? AND rejected IS NOT NULL LIMIT 1')
  const count = sql.prepare('SELECT count(*) AS records FROM chain WHERE camera_id = ? AND sequence >= ?')
  const unqueue = sql.prepare('DELETE FROM outbox WHERE lane = ? AND first_sequence IS NOT NULL')
  const queue = sql.prepare(`
    UPDATE upload SET state = 'recorded', receipt = NULL, next_attempt_ms = 0, message_id = :message
    WHERE segment_id IN
      (SELECT segment_id FROM segment WHERE camera_id = :camera AND sequence BETWEEN :first AND :last)`)

  const localOf = (row: Row): LocalChain => ({
    cameraId: row.camera_id,
    next: row.next_sequence - row.first_place,
    unsent: (unsentFrom(row.camera_id) ?? row.next_sequence) - row.first_place,
    isRefused: refused.get(row.camera_id) !== undefined,
    lineage:
      row.lineage_id === null
        ? null
        : {
            lineageId: row.lineage_id,
            why: row.why,
            state: row.state,
            begunAtMs: row.begun_at_ms,
            statement: row.statement === null ? null : JSON.parse(row.statement),
          },
  })

  function resend(cameraId: string, sequence: number): boolean {
    const camera = chain.camera(cameraId)!
    const from = camera.first_place + sequence
    const { records } = count.get(cameraId, from) as { records: number }
    if (records !== camera.next_sequence - from) return false
    unqueue.run(cameraId)
    outbox.enqueueRecords(cameraId, from, camera.next_sequence - 1, -1, (message, first, last) => {
      queue.run({ message, camera: cameraId, first, last })
    })
    return true
  }

  return {
    localChains: () => (all.all() as unknown as Row[]).map(localOf),
    localChain(cameraId) {
      const row = one.get(cameraId) as unknown as Row | undefined
      return row ? localOf(row) : null
    },
    hashAt(cameraId, sequence) {
      const firstPlace = chain.camera(cameraId)?.first_place ?? 0
      return (hash.get(cameraId, firstPlace + sequence) as { hash: string } | undefined)?.hash ?? null
    },
    beginLineage: (cameraId, lineage) => database.transaction(() => lineages.begin(cameraId, lineage)),
    keepStatement: (statement, accountedToMs) =>
      void keep.run(JSON.stringify(statement), accountedToMs, statement.lineageId),
    lineageTaken: lineageId => void take.run(lineageId),
    resendFrom: (cameraId, sequence) => database.transaction(() => resend(cameraId, sequence)),
  }
}
