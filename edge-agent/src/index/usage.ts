import type { Database } from './database.ts'
import { type FileRow, fileOf } from './segment-file-row.ts'
import type { SegmentIndex, Usage } from './segment-index.ts'

/** What is on the disk, as far as the index answers for it. */
export function createUsage({
  sql,
}: Database): Pick<SegmentIndex, 'knownIds' | 'segmentFile' | 'usage' | 'totalUsage'> {
  const ids = sql.prepare(`
    SELECT segment_id FROM segment UNION ALL SELECT segment_id FROM garbage
    UNION ALL SELECT segment_id FROM found WHERE gone IS NULL`)
  const file = sql.prepare('SELECT segment_id, camera_id, byte_length, media_hash FROM segment WHERE segment_id = ?')
  // Its records are being asked for: the control plane may know it well, and ask for it.
  const found = sql.prepare(`
    SELECT segment_id, camera_id, byte_length, facts ->> 'mediaHash' AS media_hash FROM found
    WHERE segment_id = ? AND facts IS NOT NULL AND gone IS NULL`)
  const sums =
    'count(*) AS segments, coalesce(sum(byte_length), 0) AS bytes, min(wall_start_ms) AS oldestMs FROM segment'
  const ofCamera = sql.prepare(`SELECT ${sums} WHERE camera_id = ?`)
  const ofAll = sql.prepare(`SELECT ${sums}`)
  const ofFound = sql.prepare('SELECT coalesce(sum(byte_length), 0) AS bytes FROM found WHERE gone IS NULL')
  return {
    knownIds: () => new Set((ids.all() as { segment_id: string }[]).map(row => row.segment_id)),
    segmentFile(segmentId) {
      const row = (file.get(segmentId) ?? found.get(segmentId)) as FileRow | undefined
      return row ? fileOf(row) : null
    },
    usage: cameraId => ({ ...(ofCamera.get(cameraId) as unknown as Usage) }),
    totalUsage() {
      const known = ofAll.get() as unknown as Usage
      return { ...known, bytes: known.bytes + (ofFound.get() as { bytes: number }).bytes }
    },
  }
}
