import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { lt, sql } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { uploadDays } from '../../db/schema/upload-days.ts'
import { uploadGrants } from '../../db/schema/upload-grants.ts'
import { transaction } from '../../db/transaction.ts'
import type { AgentActor } from '../../policy/actor.ts'

export interface UploadLimits {
  /** Of one segment. */
  readonly segmentBytes: number
  /** Of one agent in one day, UTC. */
  readonly agentDayBytes: number
}

const dayMs = 24 * 3_600_000
/** Longer than any address lives and any day is counted, ms. */
const keptMs = 7 * dayMs
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/**
 * Counts a segment for the day's quota of its agent, once however often its address is asked for: an archive that is
 * away uses nobody's quota up.
 * @throws AppError `input.too-large`; `archive.unavailable` with the time until the next day, as for any archive that
 * takes nothing now: agents keep their backlog and try again.
 */
export async function countForQuota(
  base: BaseContext,
  agent: AgentActor,
  segment: { readonly segmentId: string; readonly byteLength: number },
  limits: UploadLimits,
): Promise<void> {
  const { byteLength } = segment
  if (byteLength > limits.segmentBytes)
    throw new AppError('input.too-large', {
      message:
        'The segment is larger than this control plane takes; make segments shorter, or raise NIGHTJAR_SEGMENT_MAX_MIB.',
      detail: `segment ${segment.segmentId} of agent ${agent.id}: ${byteLength} bytes`,
    })
  const nowMs = base.clock.wallMs()
  const owner = { agentId: agent.id, organisationId: agent.organisationId }
  await transaction(base, async tx => {
    const fresh = await tx
      .insert(uploadGrants)
      .values({ ...owner, ...segment, grantedAtMs: nowMs })
      .onConflictDoNothing()
      .returning({ segmentId: uploadGrants.segmentId })
    if (fresh.length === 0) return
    const [counted] = await tx
      .insert(uploadDays)
      .values({ ...owner, day: dayOf(nowMs), bytes: byteLength })
      .onConflictDoUpdate({
        target: [uploadDays.agentId, uploadDays.day],
        set: { bytes: sql`${uploadDays.bytes} + ${byteLength}` },
      })
      .returning({ bytes: uploadDays.bytes })
    if (counted!.bytes <= limits.agentDayBytes) return
    throw new AppError('archive.unavailable', {
      message: 'The agent has used up what it may bring into the archive today; raise NIGHTJAR_AGENT_DAILY_GIB.',
      detail: `daily quota of agent ${agent.id}`,
      retryAfterSeconds: (dayMs - (nowMs % dayMs)) / 1000,
    })
  })
}

/** Job: forgets days that are over and addresses that came to nothing, of all organisations. */
export async function forgetQuotas({ db, clock }: Pick<BaseContext, 'db' | 'clock'>): Promise<void> {
  const beforeMs = clock.wallMs() - keptMs
  await db.delete(uploadGrants).where(lt(uploadGrants.grantedAtMs, beforeMs))
  await db.delete(uploadDays).where(lt(uploadDays.day, dayOf(beforeMs)))
}
