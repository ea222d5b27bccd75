import type { BaseContext } from '../context/context.ts'
import { claimJob, finishJob } from '../services/job/claim-job.ts'
import type { Job } from './define-job.ts'
import { nextDueMs } from './next-due.ts'

/** Beyond `mayTakeMs`, so that a run that is told to stop has stopped before another process begins, ms. */
const graceMs = 5_000

/** How one look at a job ended. */
export interface Look {
  /** null: it did not run here. */
  readonly outcome: 'done' | 'failed' | null
  /** Until the next look, ms. */
  readonly waitMs: number
}

/** Looks whether a job is due, and if so and nobody is at it runs it once. Fails only where the database does. */
export async function runIfDue(base: BaseContext, job: Job, holder: string, stopping: AbortSignal): Promise<Look> {
  const startedMs = base.clock.wallMs()
  const claim = await claimJob(base, job.name, holder, {
    firstDueAtMs: startedMs,
    leaseMs: job.mayTakeMs + graceMs,
  })
  if (!claim.run) return { outcome: null, waitMs: claim.waitMs }
  const error = await runOnce(base, job, stopping)
  if (error !== null) base.log.warn({ job: job.name, err: error }, 'a job failed; it is tried again when it is due')
  // Cut short by our own end: another process may do it at once.
  const dueAtMs = error !== null && stopping.aborted ? startedMs : nextDueMs(job.when, startedMs)
  await finishJob(base, job.name, holder, { dueAtMs, error: error === null ? null : error.message })
  return { outcome: error === null ? 'done' : 'failed', waitMs: Math.max(0, dueAtMs - base.clock.wallMs()) }
}

/** What went wrong; null where nothing did. A run that does not heed its signal is left behind. */
async function runOnce(base: BaseContext, job: Job, stopping: AbortSignal): Promise<Error | null> {
  const over = new AbortController()
  const signal = AbortSignal.any([stopping, over.signal])
  const late = base.clock.sleep(job.mayTakeMs, signal).then(
    () => {
      throw new Error(`took longer than ${job.mayTakeMs} ms`)
    },
    () => {
      throw new Error('was told to stop')
    },
  )
  late.catch(() => over.abort())
  try {
    await Promise.race([job.run(base, signal), late])
    return null
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    over.abort()
  }
}
