import type { Gap, GapReason } from '../media/gap.ts'
import type { SegmentAppender } from './append-segment.ts'
import type { Database } from './database.ts'
import { closedOf } from './found-row.ts'
import { fitGaps } from './gaps.ts'

interface LineageRow {
  readonly lineage_id: string
  readonly filled_to_ms: number
  /** Up to where the camera's own ledger reaches. */
  readonly accounted_to_ms: number
}

interface Found {
  readonly facts: string
  readonly gone: string | null
}

/** Time that was lost with an index: nobody knows of a recording, nor why there is none. */
const indexDamaged: GapReason = { state: 'disk-fault', cause: 'index.damaged' }

export interface FillStore {
  /** Cameras whose lineage was taken and has time to account for. */
  camerasToFill(): readonly string[]
  /**
   * One transaction: accounts for the time from where the control plane knows to where the camera's ledger has come
   * meanwhile, in order of time, by at most `limit` of the segments that it does not know, and the gaps that are known.
   * `waits`: of some segments it is not known yet what they are. Call again until it is `done`: from then on records
   * go into the chain at once.
   */
  fill(cameraId: string, limit: number): 'more' | 'waits' | 'done'
}

export function createFillStore(database: Database, appender: SegmentAppender): FillStore {
  const { sql } = database
  const cameras = sql.prepare(`
    SELECT camera.camera_id FROM camera JOIN lineage ON lineage.lineage_id = camera.lineage_id
    WHERE state = 'taken' ORDER BY camera.camera_id`)
  const current = sql.prepare(`
    SELECT lineage.lineage_id, filled_to_ms, accounted_to_ms FROM camera
      JOIN lineage ON lineage.lineage_id = camera.lineage_id WHERE camera.camera_id = ? AND state = 'taken'`)
  const open = sql.prepare(`
    SELECT 1 FROM found WHERE camera_id = ?
      AND (standing = 'unasked' OR (standing = 'unknown' AND facts IS NULL AND gone IS NULL)) LIMIT 1`)
  const next = sql.prepare(`
    SELECT facts, gone FROM found WHERE camera_id = ? AND standing = 'unknown'
    ORDER BY wall_start_ms, segment_id LIMIT 1`)
  const drop = sql.prepare('DELETE FROM found WHERE segment_id = ?')
  const gaps = sql.prepare(`
    SELECT from_ms AS fromMs, to_ms AS toMs, state, cause FROM known_gap
    WHERE camera_id = ? AND to_ms > ? AND from_ms < ? ORDER BY from_ms`)
  const forget = sql.prepare('DELETE FROM known_gap WHERE camera_id = ?')
  const advance = sql.prepare('UPDATE lineage SET filled_to_ms = ? WHERE lineage_id = ?')
  const end = sql.prepare("UPDATE lineage SET state = 'filled' WHERE lineage_id = ?")
  const goOn = sql.prepare('UPDATE camera SET is_filling = 0, accounted_to_ms = ? WHERE camera_id = ?')

  const explain = (cameraId: string, fromMs: number, toMs: number): Gap[] =>
    toMs > fromMs ? fitGaps(gaps.all(cameraId, fromMs, toMs) as unknown as Gap[], fromMs, toMs, indexDamaged) : []

  /** Returns up to where time is accounted for then. */
  function place(cameraId: string, found: Found, atMs: number): number {
    const closed = closedOf(found.facts)
    const { wallStartMs, wallEndMs } = closed
    drop.run(closed.segmentId)
    const fromMs = Math.max(atMs, wallStartMs)
    const claim = wallEndMs > fromMs ? { fromMs, toMs: wallEndMs } : null
    // Deleted, and its time is accounted for by others: there is nothing to say of it.
    if (!claim && found.gone) return atMs
    appender.segment(closed, { before: explain(cameraId, atMs, wallStartMs), claim, gone: found.gone })
    return claim?.toMs ?? atMs
  }

  function step(cameraId: string, limit: number): 'more' | 'waits' | 'done' {
    const lineage = current.get(cameraId) as unknown as LineageRow | undefined
    if (!lineage) return 'done'
    if (open.get(cameraId)) return 'waits'
    const { lineage_id: lineageId } = lineage
    let atMs = lineage.filled_to_ms
    for (let placed = 0; placed < limit; placed++) {
      const found = next.get(cameraId) as Found | undefined
      if (!found) {
        // Our clock may be behind what is accounted for already: that time is not claimed again.
        const endMs = Math.max(lineage.accounted_to_ms, atMs)
        const rest = explain(cameraId, atMs, endMs)
        if (rest.length > 0) appender.gaps(cameraId, rest)
        forget.run(cameraId)
        advance.run(endMs, lineageId)
        end.run(lineageId)
        goOn.run(endMs, cameraId)
        return 'done'
      }
      atMs = place(cameraId, found, atMs)
    }
    advance.run(atMs, lineageId)
    return 'more'
  }

  return {
    camerasToFill: () => (cameras.all() as { camera_id: string }[]).map(row => row.camera_id),
    fill: (cameraId, limit) => database.transaction(() => step(cameraId, limit)),
  }
}
