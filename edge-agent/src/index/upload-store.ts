import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Database } from './database.ts'
import type { Backlog, UploadState, UploadStore } from './segment-index.ts'

interface UploadRow {
  readonly segment_id: string
  readonly state: UploadState
  readonly attempts: number
  readonly record: string
}

export function createUploadStore({ sql }: Database): UploadStore {
  const next = sql.prepare(`
    SELECT upload.segment_id, state, attempts, record
    FROM upload JOIN segment USING (segment_id) JOIN chain USING (camera_id, sequence)
    WHERE state <> 'acked' AND next_attempt_ms <= ?
      AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.id = upload.message_id)
    ORDER BY upload.segment_id LIMIT ?`)
  const advance = sql.prepare("UPDATE upload SET state = ? WHERE segment_id = ? AND state <> 'acked'")
  const fail = sql.prepare(`
    UPDATE upload SET state = 'recorded', attempts = attempts + 1, next_attempt_ms = ?, reason = ?
    WHERE segment_id = ? AND state <> 'acked'`)
  const hasten = sql.prepare("UPDATE upload SET next_attempt_ms = 0 WHERE state <> 'acked' AND reason = ?")
  const facts = sql.prepare('SELECT byte_length, media_hash FROM segment WHERE segment_id = ?')
  const settle = sql.prepare("UPDATE upload SET state = 'acked', receipt = ?, reason = NULL WHERE segment_id = ?")
  const backlog = sql.prepare(`
    SELECT count(*) AS segments, coalesce(sum(byte_length), 0) AS bytes, min(wall_start_ms) AS oldestMs
    FROM upload JOIN segment USING (segment_id) WHERE state <> 'acked'`)

  return {
    nextUploads: (limit, nowMs) =>
      (next.all(nowMs, limit) as unknown as UploadRow[]).map(row => ({
        segmentId: row.segment_id,
        manifest: JSON.parse(row.record),
        state: row.state,
        attempts: row.attempts,
      })),
    uploadAdvanced: (segmentId, state) => void advance.run(state, segmentId),
    uploadFailed: (segmentId, retryAtMs, reason) => void fail.run(Math.ceil(retryAtMs), reason, segmentId),
    uploadsDue: reason => void hasten.run(reason),
    receiptStored(receipt) {
      const segment = facts.get(receipt.segmentId)
      // Evicted meanwhile: its receipt has nothing left to vouch for here.
      if (!segment) return
      if (segment.media_hash !== receipt.checksum || segment.byte_length !== receipt.byteLength) {
        throw new AppError('service.internal', { detail: `the receipt for ${receipt.segmentId} is for other bytes` })
      }
      settle.run(JSON.stringify(receipt), receipt.segmentId)
    },
    backlog: () => ({ ...(backlog.get() as unknown as Backlog) }),
  }
}
