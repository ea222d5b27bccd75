import { type ChainRecord, chainStart, signedBytes } from '@nightjar/shared/records/chain.ts'
import { sha256 } from './chain-append.ts'
import type { Database } from './database.ts'
import type { ChainVerdict } from './segment-index.ts'

interface ChainRow {
  readonly sequence: number
  readonly hash: string
  readonly record: string
}

interface CameraRow {
  readonly next_sequence: number
  readonly head_hash: string
  readonly first_place: number
}

/**
 * Recomputes every hash of the lineage in force and names the first link that does not hold; of older records and
 * originals that were given back only their own bytes. Where old records were forgotten, what the oldest one says of
 * its predecessor is taken as it stands.
 */
export function verifyChain({ sql }: Database, cameraId: string): ChainVerdict {
  const camera = sql
    .prepare('SELECT next_sequence, head_hash, first_place FROM camera WHERE camera_id = ?')
    .get(cameraId) as unknown as CameraRow | undefined
  const firstPlace = camera?.first_place ?? 0
  const rows = sql.prepare('SELECT sequence, hash, record FROM chain WHERE camera_id = ? ORDER BY sequence')
  let records = 0
  let place = firstPlace
  let previousHash = chainStart
  for (const row of rows.iterate(cameraId) as Iterable<unknown>) {
    const link = row as ChainRow
    records++
    if (link.sequence < firstPlace) {
      const problem = problemOfOwn(link, cameraId)
      if (problem) return { ok: false, sequence: link.sequence, problem }
      continue
    }
    if (previousHash === chainStart && place === firstPlace && link.sequence > place) {
      place = link.sequence
      previousHash = (JSON.parse(link.record) as ChainRecord).previousHash
    }
    const problem = problemOf(link, { place, firstPlace, previousHash }, cameraId)
    if (problem) return { ok: false, sequence: place - firstPlace, problem }
    previousHash = link.hash
    place++
  }
  if (camera && (camera.next_sequence !== place || camera.head_hash !== previousHash)) {
    return { ok: false, sequence: place - firstPlace, problem: 'the newest records are missing' }
  }
  return { ok: true, records }
}

interface Expected {
  readonly place: number
  readonly firstPlace: number
  readonly previousHash: string
}

function problemOf(row: ChainRow, { place, firstPlace, previousHash }: Expected, cameraId: string): string | null {
  if (row.sequence !== place) return `record ${place - firstPlace} is missing`
  const record = JSON.parse(row.record) as ChainRecord
  if (record.sequence !== place - firstPlace) return 'the record stands in the wrong place'
  if (record.previousHash !== previousHash) return 'it does not name the record before it'
  return problemOfOwn(row, cameraId)
}

function problemOfOwn(row: ChainRow, cameraId: string): string | null {
  const record = JSON.parse(row.record) as ChainRecord
  if (record.cameraId !== cameraId) return 'the record stands in the wrong place'
  return sha256(signedBytes(record)) === row.hash ? null : 'its bytes are not what was hashed'
}
