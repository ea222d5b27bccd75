import type { EvictionCandidate, EvictionCause } from '../media/stored-segment.ts'
import type { ChainEnd } from './chain-append.ts'
import type { Database } from './database.ts'
import type { LedgerWriter } from './ledger-append.ts'
import type { Outbox } from './outbox.ts'
import { type FileRow, fileOf } from './segment-file-row.ts'
import type { EvictionStore } from './segment-index.ts'

interface CandidateRow extends FileRow {
  readonly wall_start_ms: number
  readonly wall_end_ms: number
  readonly uploaded: number
}

interface EvictedRow {
  readonly camera_id: string
  readonly manifest_hash: string
  readonly ledger_from_ms: number | null
  readonly ledger_to_ms: number | null
}

const columns = `segment.segment_id, camera_id, byte_length, media_hash, wall_start_ms, wall_end_ms,
  state = 'acked' AS uploaded FROM segment JOIN upload USING (segment_id)`

export function createEvictionStore(
  database: Database,
  { chain, ledger, outbox }: { chain: ChainEnd; ledger: LedgerWriter; outbox: Outbox },
): EvictionStore {
  const { sql } = database
  const cameras = sql.prepare('SELECT DISTINCT camera_id FROM segment ORDER BY camera_id')
  const ended = sql.prepare(`SELECT ${columns} WHERE camera_id = ? AND wall_end_ms < ? ORDER BY wall_start_ms LIMIT ?`)
  const cheapest = sql.prepare(`
    SELECT * FROM (
      SELECT ${columns} UNION ALL
      SELECT segment_id, camera_id, byte_length, '', wall_start_ms, wall_start_ms, 0 FROM found
      WHERE gone IS NULL AND byte_length IS NOT NULL)
    ORDER BY uploaded DESC, wall_start_ms LIMIT ?`)
  const cheapestOf = sql.prepare(`SELECT ${columns} WHERE camera_id = ? ORDER BY uploaded DESC, wall_start_ms LIMIT ?`)
  const find = sql.prepare(
    'SELECT camera_id, manifest_hash, ledger_from_ms, ledger_to_ms FROM segment WHERE segment_id = ?',
  )
  const toGarbage = sql.prepare(`
    INSERT INTO garbage SELECT segment_id, camera_id, byte_length, media_hash FROM segment WHERE segment_id = ?`)
  const foundToGarbage = sql.prepare(`
    INSERT INTO garbage SELECT segment_id, camera_id, coalesce(byte_length, 0), '' FROM found
    WHERE segment_id = ? AND gone IS NULL`)
  const foundGone = sql.prepare('UPDATE found SET gone = ? WHERE segment_id = ?')
  // Gone before anybody had read it, and the control plane does not know it: nothing can be said of it.
  const forgetFound = sql.prepare("DELETE FROM found WHERE segment_id = ? AND standing = 'unknown' AND facts IS NULL")
  const noteEvicted = sql.prepare(`
    INSERT INTO evicted SELECT camera_id, ?, segment_id, wall_start_ms, ?, record
    FROM segment JOIN chain USING (camera_id, sequence) WHERE segment_id = ?`)
  const remove = sql.prepare('DELETE FROM segment WHERE segment_id = ?')
  const garbage = sql.prepare('SELECT * FROM garbage ORDER BY segment_id LIMIT ?')
  const drop = sql.prepare('DELETE FROM garbage WHERE segment_id = ?')
  const prune = sql.prepare(`
    DELETE FROM chain WHERE camera_id = :camera AND sequence IN (
      SELECT sequence FROM chain WHERE camera_id = :camera
        AND sequence < (SELECT next_sequence - :keep FROM camera WHERE camera_id = :camera)
        AND sequence < coalesce((SELECT min(sequence) FROM segment WHERE camera_id = :camera), sequence + 1)
        AND sequence < coalesce((SELECT min(first_sequence) FROM outbox WHERE lane = :camera), sequence + 1)
      ORDER BY sequence LIMIT :limit)`)

  const pruneEvicted = sql.prepare(`
    DELETE FROM evicted WHERE camera_id = :camera
      AND place < (SELECT next_sequence - :keep FROM camera WHERE camera_id = :camera)
      AND place < coalesce((SELECT min(first_sequence) FROM outbox WHERE lane = :camera), place + 1)`)

  const candidates = (rows: unknown[]): EvictionCandidate[] =>
    (rows as CandidateRow[]).map(row => ({
      ...fileOf(row),
      wallStartMs: row.wall_start_ms,
      wallEndMs: row.wall_end_ms,
      uploaded: row.uploaded === 1,
    }))

  /** The `evicted` entry follows once its manifest is known. */
  function evictFound(segmentId: string, cause: EvictionCause): boolean {
    if (Number(foundToGarbage.run(segmentId).changes) === 0) return false
    foundGone.run(cause, segmentId)
    forgetFound.run(segmentId)
    return true
  }

  return {
    camerasWithSegments: () => (cameras.all() as { camera_id: string }[]).map(row => row.camera_id),
    endedBefore: (cameraId, beforeMs, limit) => candidates(ended.all(cameraId, Math.floor(beforeMs), limit)),
    cheapest: (cameraId, limit) =>
      candidates(cameraId === null ? cheapest.all(limit) : cheapestOf.all(cameraId, limit)),
    evict: (segmentId, cause) =>
      database.transaction(() => {
        const row = find.get(segmentId) as unknown as EvictedRow | undefined
        if (!row) return evictFound(segmentId, cause)
        const { camera_id: cameraId, ledger_from_ms: fromMs, ledger_to_ms: toMs } = row
        const { next_sequence: sequence } = chain.camera(cameraId)!
        // Time that the ledger never gave to this segment cannot be taken from it.
        const hasTime = fromMs !== null && toMs !== null
        if (hasTime) noteEvicted.run(sequence, cause, segmentId)
        toGarbage.run(segmentId)
        remove.run(segmentId)
        if (!hasTime) return true
        ledger.append(cameraId, { fromMs, toMs, state: 'evicted', cause, manifestHash: row.manifest_hash })
        outbox.enqueueRecords(cameraId, sequence, sequence, -1)
        return true
      }),
    garbage: limit => (garbage.all(limit) as unknown as FileRow[]).map(fileOf),
    pruneChain: (camera, keep, limit) =>
      database.transaction(() => {
        pruneEvicted.run({ camera, keep })
        return Number(prune.run({ camera, keep, limit }).changes)
      }),
    dropGarbage: ids => database.transaction(() => ids.forEach(id => void drop.run(id))),
  }
}
