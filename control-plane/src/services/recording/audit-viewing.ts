import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { transaction } from '../../db/transaction.ts'
import { recordingActions } from './audit-actions.ts'

const hourMs = 3_600_000
/** Past this the oldest half is forgotten; forgetting costs one more audit row. */
const entriesMax = 10_000

/** Which viewings this process has written down lately. Each process keeps its own; at worst one is written twice. */
export class ViewingLog {
  readonly #writtenAtMs = new Map<string, number>()

  isRecent(key: string, nowMs: number): boolean {
    return nowMs - (this.#writtenAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < hourMs
  }

  note(key: string, nowMs: number): void {
    this.#writtenAtMs.delete(key)
    this.#writtenAtMs.set(key, nowMs)
    if (this.#writtenAtMs.size <= entriesMax) return
    for (const old of [...this.#writtenAtMs.keys()].slice(0, entriesMax / 2)) this.#writtenAtMs.delete(old)
  }
}

/**
 * Writes down that somebody looks at recordings: once an hour for each user, camera and hour of footage. A player asks
 * for many parts of many segments; a row for each would bury the fact that it was watched.
 */
export async function auditViewing(context: Context, log: ViewingLog, manifest: SegmentManifest): Promise<void> {
  const { actor } = context
  const footageHourMs = Math.floor(manifest.wallStartMs / hourMs) * hourMs
  const who = actor.kind === 'user' ? actor.sessionId : actor.id
  const key = `${actor.kind} ${who} ${manifest.cameraId} ${footageHourMs}`
  const nowMs = context.clock.wallMs()
  if (log.isRecent(key, nowMs)) return
  await transaction(context, tx =>
    writeAudit(tx, context, {
      action: recordingActions.viewed,
      subject: { kind: 'camera', id: manifest.cameraId },
      facts: { hour: new Date(footageHourMs).toISOString(), segmentId: manifest.segmentId },
    }),
  )
  log.note(key, nowMs)
}
