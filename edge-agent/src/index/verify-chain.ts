import { type ChainRecord, chainStart, signedBytes } from '@nightjar/shared/records/chain.ts'
import { sha256 } from './chain-append.ts'
import type { Database } from './database.ts'
import type { ChainVerdict } from './segment-index.ts'

interface ChainRow {
  readonly sequence: number
  readonly hash: string
  readonly record: string
}

/** Recomputes every hash of a camera's chain and names the first link that does not hold. */
export function verifyChain({ sql }: Database, cameraId: string): ChainVerdict {
  const rows = sql.prepare('SELECT sequence, hash, record FROM chain WHERE camera_id = ? ORDER BY sequence')
  let records = 0
  let previousHash = chainStart
  for (const row of rows.iterate(cameraId) as Iterable<unknown>) {
    const problem = problemOf(row as ChainRow, records, previousHash, cameraId)
    if (problem) return { ok: false, sequence: records, problem }
    previousHash = (row as ChainRow).hash
    records++
  }
  const head = sql.prepare('SELECT next_sequence, head_hash FROM camera WHERE camera_id = ?').get(cameraId)
  if (head && (head.next_sequence !== records || head.head_hash !== previousHash)) {
    return { ok: false, sequence: records, problem: 'the newest records are missing' }
  }
  return { ok: true, records }
}

function problemOf(row: ChainRow, sequence: number, previousHash: string, cameraId: string): string | null {
  if (row.sequence !== sequence) return `record ${sequence} is missing`
  const record = JSON.parse(row.record) as ChainRecord
  if (record.sequence !== sequence || record.cameraId !== cameraId) return 'the record stands in the wrong place'
  if (record.previousHash !== previousHash) return 'it does not name the record before it'
  if (sha256(signedBytes(record)) !== row.hash) return 'its bytes are not what was hashed'
  return null
}
