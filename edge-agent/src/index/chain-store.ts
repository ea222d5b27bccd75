import type { SegmentAppender } from './append-segment.ts'
import type { ChainEnd } from './chain-append.ts'
import type { Database } from './database.ts'
import { fitGaps } from './gaps.ts'
import type { LineageWriter } from './lineage-writer.ts'
import type { ChainStore } from './segment-index.ts'
import { verifyChain } from './verify-chain.ts'
import { createWaitingRecords } from './waiting-records.ts'

export function createChainStore(
  database: Database,
  { chain, appender, lineages }: { chain: ChainEnd; appender: SegmentAppender; lineages: LineageWriter },
): ChainStore {
  const { sql } = database
  const known = sql.prepare(
    'SELECT record FROM segment JOIN chain USING (camera_id, sequence) WHERE segment.segment_id = ?',
  )
  const chains = sql.prepare('SELECT camera_id FROM camera WHERE next_sequence > 0 ORDER BY camera_id')

  const waiting = createWaitingRecords(database)

  return {
    beginLedger: (cameraId, addedAtMs) =>
      database.transaction(() => {
        if (chain.camera(cameraId)) return
        if (lineages.isFromBefore(addedAtMs)) lineages.begin(cameraId, { why: 'index-damaged', addedAtMs })
        else chain.begin(cameraId, addedAtMs)
      }),
    accountedTo: cameraId => chain.camera(cameraId)?.accounted_to_ms ?? null,
    appendSegment: (closed, explain) =>
      database.transaction(() => {
        const { cameraId, segmentId, wallStartMs, wallEndMs } = closed
        const existing = known.get(segmentId) as { record: string } | undefined
        if (existing) return JSON.parse(existing.record)
        chain.begin(cameraId, wallStartMs)
        const cursor = chain.camera(cameraId)!.accounted_to_ms
        const before = wallStartMs > cursor ? fitGaps(explain(cursor, wallStartMs), cursor, wallStartMs) : []
        const fromMs = Math.max(cursor, wallStartMs)
        const claim = wallEndMs > fromMs ? { fromMs, toMs: wallEndMs } : null
        if (claim) chain.accountTo(cameraId, claim.toMs)
        // The time before comes first: a chain that is cut off anywhere accounts for all time up to there.
        if (chain.camera(cameraId)!.is_filling) return waiting.segment(closed, before)
        return appender.segment(closed, { before, claim })
      }),
    appendGaps: (cameraId, gaps) =>
      database.transaction(() => {
        const camera = chain.camera(cameraId)
        const toMs = gaps.at(-1)?.toMs
        if (!camera || toMs === undefined || toMs <= camera.accounted_to_ms) return []
        const fitted = fitGaps(gaps, camera.accounted_to_ms, toMs)
        chain.accountTo(cameraId, toMs)
        return camera.is_filling ? waiting.gaps(cameraId, fitted) : appender.gaps(cameraId, fitted)
      }),
    verifyChain: cameraId => verifyChain(database, cameraId),
    chains: () => (chains.all() as { camera_id: string }[]).map(row => row.camera_id),
  }
}
