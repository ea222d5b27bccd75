import type { SegmentManifest, UnsignedManifest } from '@nightjar/shared/records/manifest.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { ExplainGap, Gap } from '../media/gap.ts'
import type { ChainEnd } from './chain-append.ts'
import type { Database } from './database.ts'
import { fitGaps } from './gaps.ts'
import type { IndexOwner } from './index-owner.ts'
import type { LedgerWriter } from './ledger-append.ts'
import type { Outbox } from './outbox.ts'
import type { ChainStore } from './segment-index.ts'
import { verifyChain } from './verify-chain.ts'

export interface ChainParts {
  readonly owner: IndexOwner
  readonly chain: ChainEnd
  readonly ledger: LedgerWriter
  readonly outbox: Outbox
}

export function createChainStore(database: Database, parts: ChainParts): ChainStore {
  const { chain, ledger, outbox } = parts
  const { sql } = database
  const known = sql.prepare(
    'SELECT record FROM segment JOIN chain USING (camera_id, sequence) WHERE segment.segment_id = ?',
  )
  const insertSegment = sql.prepare('INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const insertUpload = sql.prepare("INSERT INTO upload (segment_id, state, message_id) VALUES (?, 'recorded', ?)")
  const chains = sql.prepare('SELECT camera_id FROM camera WHERE next_sequence > 0 ORDER BY camera_id')

  const writeGaps = (cameraId: string, gaps: readonly Gap[]) =>
    gaps.map(gap => ledger.append(cameraId, { ...gap, manifestHash: null }))

  const append = (closed: ClosedSegment, explain: ExplainGap): SegmentManifest => {
    const { cameraId, segmentId, wallStartMs, wallEndMs } = closed
    const existing = known.get(segmentId) as { record: string } | undefined
    if (existing) return JSON.parse(existing.record)
    chain.begin(cameraId, wallStartMs)
    const { next_sequence: first, accounted_to_ms: cursor } = chain.camera(cameraId)!
    if (wallStartMs > cursor) writeGaps(cameraId, fitGaps(explain(cursor, wallStartMs), cursor, wallStartMs))
    const { record: manifest, hash } = chain.append(cameraId, place => manifestOf(closed, parts.owner, place))
    const fromMs = Math.max(cursor, wallStartMs)
    const claims = wallEndMs > fromMs
    if (claims) {
      ledger.append(cameraId, { fromMs, toMs: wallEndMs, state: 'recorded', cause: null, manifestHash: hash })
      chain.accountTo(cameraId, wallEndMs)
    }
    insertSegment.run(
      segmentId,
      cameraId,
      wallStartMs,
      wallEndMs,
      closed.byteLength,
      closed.mediaHash,
      manifest.sequence,
      hash,
      claims ? fromMs : null,
      claims ? wallEndMs : null,
    )
    const last = chain.camera(cameraId)!.next_sequence - 1
    insertUpload.run(segmentId, outbox.enqueueRecords(cameraId, first, last, manifest.sequence))
    return manifest
  }

  return {
    beginLedger: (cameraId, addedAtMs) => chain.begin(cameraId, addedAtMs),
    accountedTo: cameraId => chain.camera(cameraId)?.accounted_to_ms ?? null,
    appendSegment: (closed, explain) => database.transaction(() => append(closed, explain)),
    appendGaps: (cameraId, gaps) =>
      database.transaction(() => {
        const camera = chain.camera(cameraId)
        const toMs = gaps.at(-1)?.toMs
        if (!camera || toMs === undefined || toMs <= camera.accounted_to_ms) return []
        const entries = writeGaps(cameraId, fitGaps(gaps, camera.accounted_to_ms, toMs))
        chain.accountTo(cameraId, toMs)
        outbox.enqueueRecords(cameraId, camera.next_sequence, camera.next_sequence + entries.length - 1, -1)
        return entries
      }),
    verifyChain: cameraId => verifyChain(database, cameraId),
    chains: () => (chains.all() as { camera_id: string }[]).map(row => row.camera_id),
  }
}

function manifestOf(
  { mask, ...closed }: ClosedSegment,
  owner: IndexOwner,
  place: { readonly sequence: number; readonly previousHash: string },
): UnsignedManifest {
  return {
    ...closed,
    ...place,
    kind: 'segment',
    // Named one by one: whatever else the caller's owner object carries must never get into a record.
    organisationId: owner.organisationId,
    siteId: owner.siteId,
    agentId: owner.agentId,
    maskVersion: mask?.version ?? null,
    maskGeometryHash: mask?.geometryHash ?? null,
  }
}
