import { type ChainRecord, chainStart, signedBytes } from '@nightjar/shared/records/chain.ts'
import { sha256 } from './chain-append.ts'
import type { Database } from './database.ts'
import type { ChainVerdict } from './segment-index.ts'

interface ChainRow {
  readonly sequence: number
  readonly hash: string
  readonly record: string
}

/**
 * Recomputes every hash of a camera's chain and names the first link that does not hold. Where old records were
 * forgotten, what the oldest one says of its predecessor is taken as it stands.
 */
export function verifyChain({ sql }: Database, cameraId: string): ChainVerdict {
  const rows = sql.prepare('SELECT sequence, hash, record FROM chain WHERE camera_id = ? ORDER BY sequence')
  let records = 0
  let sequence = 0
  let previousHash = chainStart
  for (const row of rows.iterate(cameraId) as Iterable<unknown>) {
    const link = row as ChainRow
    if (records === 0 && link.sequence > 0) {
      sequence = link.sequence
      previousHash = (JSON.parse(link.record) as ChainRecord).previousHash
    }
    const problem = problemOf(link, sequence, previousHash, cameraId)
    if (problem) return { ok: false, sequence, problem }
    previousHash = link.hash
    sequence++
    records++
  }
  const head = sql.prepare('SELECT next_sequence, head_hash FROM camera WHERE camera_id = ?').get(cameraId)
  if (head && (head.next_sequence !== sequence || head.head_hash !== previousHash)) {
    return { ok: false, sequence, problem: 'the newest records are missing' }
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
