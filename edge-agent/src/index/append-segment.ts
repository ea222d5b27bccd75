import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { SegmentManifest, UnsignedManifest } from '@nightjar/shared/records/manifest.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { Gap } from '../media/gap.ts'
import type { ChainEnd, ChainLink } from './chain-append.ts'
import type { Database } from './database.ts'
import type { IndexOwner } from './index-owner.ts'
import type { LedgerWriter } from './ledger-append.ts'
import type { Outbox } from './outbox.ts'

export interface ChainParts {
  readonly owner: IndexOwner
  readonly chain: ChainEnd
  readonly ledger: LedgerWriter
  readonly outbox: Outbox
}

export interface SegmentAppender {
  /** Gap entries, at the end of the chain and into the outbox. */
  gaps(cameraId: string, gaps: readonly Gap[]): LedgerEntry[]
  /**
   * `before`, the manifest, and a `recorded` entry for the time that it may claim; message, row and upload with them.
   * A segment whose file is `gone` (why) gets an `evicted` entry in place of row and upload.
   */
  segment(
    closed: ClosedSegment,
    words: { before: readonly Gap[]; claim: { fromMs: number; toMs: number } | null; gone?: string | null },
  ): SegmentManifest
}

/** All calls belong into a transaction of the caller; cursors are the caller's affair. */
export function createSegmentAppender(
  { sql }: Database,
  { owner, chain, ledger, outbox }: ChainParts,
): SegmentAppender {
  const insertSegment = sql.prepare('INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const insertUpload = sql.prepare("INSERT INTO upload (segment_id, state, message_id) VALUES (?, 'recorded', ?)")
  const nextPlace = (cameraId: string) => chain.camera(cameraId)!.next_sequence
  const write = (cameraId: string, gaps: readonly Gap[]) =>
    gaps.map(gap => ledger.append(cameraId, { ...gap, manifestHash: null }))

  return {
    gaps(cameraId, gaps) {
      const first = nextPlace(cameraId)
      const entries = write(cameraId, gaps)
      outbox.enqueueRecords(cameraId, first, nextPlace(cameraId) - 1, -1)
      return entries
    },
    segment(closed, { before, claim, gone = null }) {
      const { cameraId, segmentId, wallStartMs, wallEndMs, byteLength, mediaHash } = closed
      const first = nextPlace(cameraId)
      write(cameraId, before)
      const { record: manifest, hash, place } = chain.append(cameraId, link => manifestOf(closed, owner, link))
      if (claim) {
        ledger.append(cameraId, { ...claim, state: 'recorded', cause: null, manifestHash: hash })
        if (gone) ledger.append(cameraId, { ...claim, state: 'evicted', cause: gone, manifestHash: hash })
      }
      const messageId = outbox.enqueueRecords(cameraId, first, nextPlace(cameraId) - 1, place)
      if (gone) return manifest
      const stretch = [claim?.fromMs ?? null, claim?.toMs ?? null]
      const file = [wallStartMs, wallEndMs, byteLength, mediaHash]
      insertSegment.run(segmentId, cameraId, ...file, place, hash, ...stretch)
      insertUpload.run(segmentId, messageId)
      return manifest
    },
  }
}

function manifestOf({ mask, ...closed }: ClosedSegment, owner: IndexOwner, link: ChainLink): UnsignedManifest {
  return {
    ...closed,
    ...link,
    kind: 'segment',
    // Named one by one: whatever else the caller's owner object carries must never get into a record.
    organisationId: owner.organisationId,
    siteId: owner.siteId,
    agentId: owner.agentId,
    maskVersion: mask?.version ?? null,
    maskGeometryHash: mask?.geometryHash ?? null,
  }
}
