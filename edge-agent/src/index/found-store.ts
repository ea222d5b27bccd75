import type { ClosedSegment } from '../media/closed-segment.ts'
import type { FoundSegment } from '../media/found-segment.ts'
import { segmentPath } from '../media/segment-path.ts'
import { isMissing } from '../media/stored-segment.ts'
import type { Database } from './database.ts'
import { closedOf, timeOfId } from './found-row.ts'

interface Row {
  readonly segment_id: string
  readonly camera_id: string
  readonly byte_length: number | null
  readonly facts: string | null
  readonly gone: string | null
}

/** Files, and segments whose file is gone since, of which it is not known whether the control plane has records. */
export interface FoundStore {
  /** One transaction; those that are there already change nothing. */
  registerFound(cameraId: string, segmentIds: readonly string[]): void
  /**
   * Up to which segment id it is known what the control plane says is here, of the lineage that is being filled; empty at
   * the beginning, null where nothing more is to be asked.
   */
  listedTo(cameraId: string): string | null
  /**
   * One transaction: what the control plane says is here and the index knows nothing of is found too, with a file or
   * without. `segmentIds` are in order; none: it has said all.
   */
  listed(cameraId: string, segmentIds: readonly string[]): void
  /** Files that nobody has looked at, oldest first. */
  unmeasured(limit: number): readonly FoundSegment[]
  /** One transaction. `byteLength` null: there is no such file. */
  measured(files: readonly { readonly segmentId: string; readonly byteLength: number | null }[]): void
  camerasWithFound(): readonly string[]
  /** Of which the control plane is to be asked, oldest first. */
  toAsk(cameraId: string, limit: number): readonly FoundSegment[]
  /** One transaction: the control plane has records of some. */
  asked(segments: readonly { readonly segmentId: string; readonly isKnown: boolean }[]): void
  /** Whose records are to be had, oldest first; see `restoreSegments`. */
  toRestore(cameraId: string, limit: number): readonly FoundSegment[]
  /** Files that must be read, because nobody else says what they are; oldest first. */
  toRead(cameraId: string, limit: number): readonly FoundSegment[]
  readFound(closed: ClosedSegment): void
  /** The file was none. */
  dropFound(segmentId: string): void
  /** How many wait to be placed in the ledger. */
  foundCount(): number
}

export function createFoundStore(database: Database): FoundStore {
  const { sql } = database
  const columns = 'SELECT segment_id, camera_id, byte_length, facts, gone FROM found'
  const register = sql.prepare('INSERT OR IGNORE INTO found (segment_id, camera_id, wall_start_ms) VALUES (?, ?, ?)')
  const registerListed = sql.prepare(`
    INSERT OR IGNORE INTO found (segment_id, camera_id, wall_start_ms) SELECT :id, :camera, :at
    WHERE NOT EXISTS (SELECT 1 FROM segment WHERE segment_id = :id)
      AND NOT EXISTS (SELECT 1 FROM garbage WHERE segment_id = :id)
      AND NOT EXISTS (SELECT 1 FROM evicted WHERE camera_id = :camera AND segment_id = :id)`)
  const listedTo = sql.prepare(`
    SELECT listed_to FROM lineage JOIN camera USING (lineage_id) WHERE camera.camera_id = ? AND state = 'taken'`)
  const list = sql.prepare(`
    UPDATE lineage SET listed_to = ? WHERE lineage_id = (SELECT lineage_id FROM camera WHERE camera_id = ?)`)
  const unmeasured = sql.prepare(`${columns} WHERE byte_length IS NULL AND gone IS NULL ORDER BY wall_start_ms LIMIT ?`)
  const measure = sql.prepare('UPDATE found SET byte_length = ? WHERE segment_id = ?')
  const missing = sql.prepare('UPDATE found SET gone = ? WHERE segment_id = ?')
  const drop = sql.prepare('DELETE FROM found WHERE segment_id = ?')
  const cameras = sql.prepare('SELECT DISTINCT camera_id FROM found ORDER BY camera_id')
  const standing = sql.prepare(`${columns} WHERE camera_id = ? AND standing = ? ORDER BY wall_start_ms LIMIT ?`)
  const answer = sql.prepare('UPDATE found SET standing = ? WHERE segment_id = ?')
  // Gone before anybody had read it: nothing can be said of it.
  const forget = sql.prepare(`
    DELETE FROM found WHERE segment_id = ? AND standing = 'unknown' AND gone IS NOT NULL AND facts IS NULL`)
  const unread = sql.prepare(`
    ${columns} WHERE camera_id = ? AND standing = 'unknown' AND facts IS NULL AND gone IS NULL ORDER BY wall_start_ms LIMIT ?`)
  const read = sql.prepare(
    'UPDATE found SET facts = ?, wall_start_ms = ?, byte_length = ? WHERE segment_id = ? AND gone IS NULL',
  )
  const count = sql.prepare('SELECT count(*) AS found FROM found')
  const rows = (found: unknown[]): FoundSegment[] => (found as Row[]).map(foundOf)

  return {
    registerFound: (cameraId, ids) =>
      database.transaction(() => ids.forEach(id => void register.run(id, cameraId, timeOfId(id)))),
    listedTo: cameraId => (listedTo.get(cameraId) as { listed_to: string | null } | undefined)?.listed_to ?? null,
    listed: (camera, ids) =>
      database.transaction(() => {
        for (const id of ids) registerListed.run({ id, camera, at: timeOfId(id) })
        list.run(ids.at(-1) ?? null, camera)
      }),
    unmeasured: limit => rows(unmeasured.all(limit)),
    measured: files =>
      database.transaction(() => {
        for (const { segmentId, byteLength } of files) {
          if (byteLength === null) missing.run(isMissing, segmentId)
          else measure.run(byteLength, segmentId)
        }
      }),
    camerasWithFound: () => (cameras.all() as { camera_id: string }[]).map(row => row.camera_id),
    toAsk: (cameraId, limit) => rows(standing.all(cameraId, 'unasked', limit)),
    asked: segments =>
      database.transaction(() => {
        for (const { segmentId, isKnown } of segments) {
          answer.run(isKnown ? 'known' : 'unknown', segmentId)
          forget.run(segmentId)
        }
      }),
    toRestore: (cameraId, limit) => rows(standing.all(cameraId, 'known', limit)),
    toRead: (cameraId, limit) => rows(unread.all(cameraId, limit)),
    readFound: closed => void read.run(JSON.stringify(closed), closed.wallStartMs, closed.byteLength, closed.segmentId),
    dropFound: id => void drop.run(id),
    foundCount: () => (count.get() as { found: number }).found,
  }
}

function foundOf({ segment_id: segmentId, camera_id: cameraId, byte_length, facts, gone }: Row): FoundSegment {
  const closed = facts === null ? null : closedOf(facts)
  return {
    segmentId,
    cameraId,
    path: segmentPath(cameraId, segmentId),
    byteLength: byte_length,
    mediaHash: closed?.mediaHash ?? null,
    isGone: gone !== null,
  }
}
