import type { ClosedSegment } from '../media/closed-segment.ts'
import type { Gap } from '../media/gap.ts'
import type { Database } from './database.ts'

/** What is recorded while a lineage is not filled yet, in the caller's transaction: `fill` puts it into the chain. */
export interface WaitingRecords {
  segment(closed: ClosedSegment, before: readonly Gap[]): null
  gaps(cameraId: string, gaps: readonly Gap[]): []
}

export function createWaitingRecords({ sql }: Database): WaitingRecords {
  const insertGap = sql.prepare('INSERT INTO known_gap VALUES (?, ?, ?, ?, ?)')
  const insert = sql.prepare(`
    INSERT OR IGNORE INTO found (segment_id, camera_id, wall_start_ms, byte_length, standing, facts)
    VALUES (?, ?, ?, ?, 'unknown', ?)`)
  const keep = (cameraId: string, gaps: readonly Gap[]) =>
    gaps.forEach(({ fromMs, toMs, state, cause }) => void insertGap.run(cameraId, fromMs, toMs, state, cause))
  return {
    segment(closed, before) {
      const { segmentId, cameraId, wallStartMs, byteLength } = closed
      keep(cameraId, before)
      insert.run(segmentId, cameraId, wallStartMs, byteLength, JSON.stringify(closed))
      return null
    },
    gaps(cameraId, gaps) {
      keep(cameraId, gaps)
      return []
    },
  }
}
