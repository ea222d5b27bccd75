import type { Database } from './database.ts'

export interface SetAside {
  /** First place that the control plane has not acknowledged; null where it has everything. */
  unsentFrom(cameraId: string): number | null
  /**
   * Takes the records of a camera out of its chain: gaps are remembered, segments are files whose records are not known.
   * What was not acknowledged is kept aside.
   */
  take(cameraId: string, nowMs: number): void
}

/** All calls belong into a transaction of the caller. */
export function createSetAside({ sql }: Database): SetAside {
  const unsent = sql.prepare('SELECT min(first_sequence) AS place FROM outbox WHERE lane = ?')
  const steps = [
    // Column names of JSON are those of the records.
    `INSERT INTO known_gap
       SELECT camera_id, record ->> 'fromMs', record ->> 'toMs', record ->> 'state', record ->> 'cause' FROM chain
       WHERE camera_id = :camera AND record ->> 'kind' = 'ledger' AND record ->> 'state' NOT IN ('recorded', 'evicted')`,
    `INSERT OR IGNORE INTO found (segment_id, camera_id, wall_start_ms, byte_length, facts)
       SELECT segment_id, camera_id, wall_start_ms, byte_length, record FROM segment
         JOIN chain USING (camera_id, sequence)
       WHERE camera_id = :camera`,
    `INSERT OR IGNORE INTO found (segment_id, camera_id, wall_start_ms, facts, gone)
       SELECT segment_id, camera_id, wall_start_ms, record, cause FROM evicted
       WHERE camera_id = :camera`,
    'DELETE FROM evicted WHERE camera_id = :camera',
    'DELETE FROM segment WHERE camera_id = :camera',
  ].map(text => sql.prepare(text))
  const keep = sql.prepare(
    'INSERT INTO aside SELECT camera_id, sequence, hash, record, ? FROM chain WHERE camera_id = ? AND sequence >= ?',
  )
  const unlink = sql.prepare('DELETE FROM chain WHERE camera_id = ? AND sequence >= ?')
  const unqueue = sql.prepare('DELETE FROM outbox WHERE lane = ? AND first_sequence IS NOT NULL')
  const unsentFrom = (cameraId: string) => (unsent.get(cameraId) as { place: number | null }).place

  return {
    unsentFrom,
    take(camera, nowMs) {
      const first = unsentFrom(camera) ?? Number.MAX_SAFE_INTEGER
      for (const step of steps) step.run({ camera })
      keep.run(nowMs, camera, first)
      unlink.run(camera, first)
      unqueue.run(camera)
    },
  }
}
