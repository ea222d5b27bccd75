import { segmentPath } from '../media/segment-path.ts'
import type { SegmentFile } from '../media/stored-segment.ts'

export interface FileRow {
  readonly segment_id: string
  readonly camera_id: string
  readonly byte_length: number
  readonly media_hash: string
}

export const fileOf = (row: FileRow): SegmentFile => ({
  segmentId: row.segment_id,
  cameraId: row.camera_id,
  path: segmentPath(row.camera_id, row.segment_id),
  byteLength: row.byte_length,
  mediaHash: row.media_hash,
})
