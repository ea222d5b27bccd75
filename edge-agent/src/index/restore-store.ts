import type { KnownSegment } from '@nightjar/shared/protocol/agent-chains.ts'
import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { FoundFile } from '../media/found-segment.ts'
import { isDamaged, isMissing } from '../media/stored-segment.ts'
import { type ChainEnd, sha256 } from './chain-append.ts'
import type { Database } from './database.ts'
import type { LedgerWriter } from './ledger-append.ts'
import type { Outbox } from './outbox.ts'
import { restoredFrom } from './places.ts'

const causeOf: Readonly<Record<FoundFile, string | null>> = { same: null, other: isDamaged, gone: isMissing }

interface FoundRow {
  readonly gone: string | null
}

export interface RestoreStore {
  /**
   * One transaction: each found segment has its original manifest again, with the time that was given to it and its
   * receipt. Where its file is gone, or is another than the manifest says, an `evicted` entry is written, unless the
   * control plane has one. Where the control plane says that it was evicted and the file is whole, the file stays until
   * retention takes it, which writes no second entry. Nothing happens where it is not among the found.
   */
  restoreSegments(segments: readonly { readonly known: KnownSegment; readonly file: FoundFile }[]): void
}

export function createRestoreStore(
  database: Database,
  { chain, ledger, outbox }: { chain: ChainEnd; ledger: LedgerWriter; outbox: Outbox },
): RestoreStore {
  const { sql } = database
  const find = sql.prepare('SELECT gone FROM found WHERE segment_id = ? AND camera_id = ?')
  const drop = sql.prepare('DELETE FROM found WHERE segment_id = ?')
  const last = sql.prepare('SELECT max(sequence) AS place FROM chain WHERE camera_id = ? AND sequence BETWEEN ? AND ?')
  const insert = sql.prepare('INSERT INTO chain (camera_id, sequence, hash, record) VALUES (?, ?, ?, ?)')
  const insertSegment = sql.prepare('INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const noteEvicted = sql.prepare('INSERT INTO evicted VALUES (?, ?, ?, ?, ?, ?)')
  // No message carries its manifest any more: the control plane has it.
  const insertUpload = sql.prepare('INSERT INTO upload (segment_id, state, message_id, receipt) VALUES (?, ?, ?, ?)')

  function putBack({ manifest, entry, evicted, receipt }: KnownSegment, hash: string): void {
    const { cameraId, segmentId } = manifest
    const firstPlace = chain.camera(cameraId)!.first_place
    const from = restoredFrom(firstPlace)
    const place = ((last.get(cameraId, from, firstPlace - 1) as { place: number | null }).place ?? from - 1) + 1
    insert.run(cameraId, place, hash, JSON.stringify(manifest))
    const { wallStartMs, wallEndMs, byteLength, mediaHash } = manifest
    const file = [wallStartMs, wallEndMs, byteLength, mediaHash]
    // Its time was taken back once: without any, no second `evicted` entry follows, which would freeze the chain.
    const time = evicted ? null : entry
    insertSegment.run(segmentId, cameraId, ...file, place, hash, time?.fromMs ?? null, time?.toMs ?? null)
    insertUpload.run(segmentId, receipt ? 'acked' : 'recorded', '', receipt ? JSON.stringify(receipt) : null)
  }

  function sayEvicted({ manifest, entry, evicted }: KnownSegment, manifestHash: string, cause: string): void {
    if (!entry || evicted) return
    const { cameraId, segmentId, wallStartMs } = manifest
    const place = chain.camera(cameraId)!.next_sequence
    const { fromMs, toMs } = entry
    noteEvicted.run(cameraId, place, segmentId, wallStartMs, cause, JSON.stringify(manifest))
    ledger.append(cameraId, { fromMs, toMs, state: 'evicted', cause, manifestHash })
    outbox.enqueueRecords(cameraId, place, place, -1)
  }

  function restore(known: KnownSegment, file: FoundFile): void {
    const { segmentId, cameraId } = known.manifest
    const row = find.get(segmentId, cameraId) as unknown as FoundRow | undefined
    if (!row) return
    const hash = sha256(signedBytes(known.manifest))
    drop.run(segmentId)
    // Retention may have taken it since it was looked at.
    const cause = row.gone ?? causeOf[file]
    // `known.evicted` is signed by nobody, and a thief of our key can have it set: it deletes nothing.
    if (cause === null) putBack(known, hash)
    else sayEvicted(known, hash, cause)
  }

  return {
    restoreSegments: segments =>
      database.transaction(() => {
        for (const { known, file } of segments) restore(known, file)
      }),
  }
}
