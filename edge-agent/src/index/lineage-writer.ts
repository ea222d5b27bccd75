import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { chainStart } from '@nightjar/shared/records/chain.ts'
import type { SeamReason } from '@nightjar/shared/records/lineage.ts'
import type { Random } from '../platform/random.ts'
import type { ChainEnd } from './chain-append.ts'
import type { Database } from './database.ts'
import type { Notes } from './notes.ts'
import { firstPlaceAfter } from './places.ts'
import { createSetAside } from './set-aside.ts'

export interface NewLineage {
  readonly why: SeamReason
  /** When the camera was added, ms; the beginning of its ledger where the control plane has nothing. */
  readonly addedAtMs?: number | undefined
  /** Where the lineage begins if the camera has no ledger here; now where nothing is said. */
  readonly beginMs?: number
}

export interface LineageWriter {
  /** Whether an index that is gone may have had records of a camera that was added then. */
  isFromBefore(addedAtMs: number): boolean
  /** In the caller's transaction: records of the camera are of a new lineage from now on. Returns its id. */
  begin(cameraId: string, lineage: NewLineage): string
}

/** Note: wall time, ms, at which a new index took the place of one that is gone. */
export const lostNote = 'index.lost-at'

export function createLineageWriter(
  database: Database,
  deps: { readonly chain: ChainEnd; readonly notes: Notes; readonly clock: Clock; readonly random: Random },
): LineageWriter {
  const { sql } = database
  const { chain, notes, clock, random } = deps
  const aside = createSetAside(database)
  const move = sql.prepare(`
    UPDATE camera SET next_sequence = :place, first_place = :place, head_hash = :hash, lineage_id = :lineage,
      is_filling = 1 WHERE camera_id = :camera`)
  const added = sql.prepare('SELECT max(added_at_ms) AS at FROM lineage WHERE camera_id = ?')
  const supersede = sql.prepare("UPDATE lineage SET state = 'filled' WHERE camera_id = ?")
  const insert = sql.prepare(`
    INSERT INTO lineage (lineage_id, camera_id, why, begun_at_ms, added_at_ms, state)
    VALUES (?, ?, ?, ?, ?, 'begun')`)

  return {
    isFromBefore(addedAtMs) {
      const lostAt = notes.note(lostNote)
      return lostAt !== null && addedAtMs < Number(lostAt)
    },
    begin(cameraId, { why, addedAtMs, beginMs }) {
      const nowMs = clock.wallMs()
      const lineage = random.uuid(nowMs)
      const camera = chain.camera(cameraId)
      if (camera) aside.take(cameraId, nowMs)
      else chain.begin(cameraId, beginMs ?? nowMs)
      const knownAddedAt = addedAtMs ?? (added.get(cameraId) as { at: number | null }).at
      const place = firstPlaceAfter(camera?.next_sequence ?? 0)
      move.run({ place, hash: chainStart, lineage, camera: cameraId })
      supersede.run(cameraId)
      insert.run(lineage, cameraId, why, nowMs, knownAddedAt)
      return lineage
    },
  }
}
