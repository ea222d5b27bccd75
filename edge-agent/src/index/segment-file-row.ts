import type { SegmentFile } from './segment-index.ts'

export interface FileRow {
  readonly segment_id: string
  readonly camera_id: string
  readonly byte_length: number
  readonly media_hash: string
}

export const fileOf = (row: FileRow): SegmentFile => ({
  segmentId: row.segment_id,
  cameraId: row.camera_id,
  // The same shape as the writer's (media/segment-path.ts); a test compares the two.
  path: `${row.camera_id}/${row.segment_id}.mp4`,
  byteLength: row.byte_length,
  mediaHash: row.media_hash,
})
