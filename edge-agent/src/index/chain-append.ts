import { createHash } from 'node:crypto'
import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import { chainStart } from '@nightjar/shared/records/chain.ts'
import type { Database } from './database.ts'

export interface CameraRow {
  /** In places of the index, see places.ts. */
  readonly next_sequence: number
  readonly head_hash: string
  readonly accounted_to_ms: number
  readonly first_place: number
  readonly lineage_id: string | null
  readonly is_filling: number
}

/** What a record says of its place in the chain. */
export interface ChainLink {
  readonly sequence: number
  readonly previousHash: string
  readonly lineageId?: string
}

export interface Appended<Record> {
  readonly record: Record & { readonly signature: string }
  readonly hash: string
  readonly place: number
}

/** The newest end of every chain. All calls belong into a transaction of the caller. */
export interface ChainEnd {
  camera(cameraId: string): CameraRow | null
  begin(cameraId: string, accountedToMs: number): void
  append<Record extends { readonly cameraId: string }>(
    cameraId: string,
    build: (link: ChainLink) => Record,
  ): Appended<Record>
  accountTo(cameraId: string, toMs: number): void
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export function createChainEnd({ sql }: Database, sign: (bytes: Uint8Array) => string): ChainEnd {
  const select = sql.prepare(
    'SELECT next_sequence, head_hash, accounted_to_ms, first_place, lineage_id, is_filling FROM camera WHERE camera_id = ?',
  )
  const insertCamera = sql.prepare(
    'INSERT OR IGNORE INTO camera (camera_id, next_sequence, head_hash, accounted_to_ms) VALUES (?, 0, ?, ?)',
  )
  const insert = sql.prepare('INSERT INTO chain (camera_id, sequence, hash, record) VALUES (?, ?, ?, ?)')
  const advance = sql.prepare('UPDATE camera SET next_sequence = ?, head_hash = ? WHERE camera_id = ?')
  const account = sql.prepare('UPDATE camera SET accounted_to_ms = ? WHERE camera_id = ?')
  const camera = (cameraId: string) => (select.get(cameraId) as CameraRow | undefined) ?? null
  return {
    camera,
    begin: (cameraId, accountedToMs) => void insertCamera.run(cameraId, chainStart, accountedToMs),
    append(cameraId, build) {
      const { next_sequence: place, head_hash: previousHash, first_place, lineage_id: lineageId } = camera(cameraId)!
      const sequence = place - first_place
      const unsigned = build({ sequence, previousHash, ...(lineageId === null ? {} : { lineageId }) })
      const bytes = canonicalBytes(unsigned)
      const hash = sha256(bytes)
      const record = { ...unsigned, signature: sign(bytes) }
      insert.run(cameraId, place, hash, JSON.stringify(record))
      advance.run(place + 1, hash, cameraId)
      return { record, hash, place }
    },
    accountTo: (cameraId, toMs) => void account.run(toMs, cameraId),
  }
}
