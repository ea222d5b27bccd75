import { eq } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { jobs } from '../../db/schema/jobs.ts'
import { transaction } from '../../db/transaction.ts'
import { releaseLeases, takeLeases } from '../lease/leases.ts'

type JobContext = Pick<BaseContext, 'db' | 'clock'>

/** `run`: it is the caller's now, until the lease ends. `wait`: look again after so long, ms. */
export type Claim = { readonly run: true } | { readonly run: false; readonly waitMs: number }

/** Another process may be at it; how soon to look again, ms. */
const busyMs = 5_000

/**
 * Whether the job is due and nobody is at it. Of all processes one gets it; where that one dies, another gets it when
 * the lease has run out, since the job is still due.
 * @param firstDueAtMs for a job that never ran.
 */
export async function claimJob(
  context: JobContext,
  name: string,
  holder: string,
  { firstDueAtMs, leaseMs }: { readonly firstDueAtMs: number; readonly leaseMs: number },
): Promise<Claim> {
  const nowMs = context.clock.wallMs()
  return transaction(context, async tx => {
    await tx.insert(jobs).values({ name, dueAtMs: firstDueAtMs }).onConflictDoNothing()
    const [job] = await tx.select().from(jobs).where(eq(jobs.name, name)).for('update')
    if (job === undefined) throw new Error(`job ${name} has no row`)
    if (job.dueAtMs > nowMs) return { run: false, waitMs: job.dueAtMs - nowMs }
    const [taken] = await takeLeases(tx, 'job', [name], holder, { nowMs, untilMs: nowMs + leaseMs })
    if (taken === undefined) return { run: false, waitMs: busyMs }
    await tx.update(jobs).set({ startedAtMs: nowMs }).where(eq(jobs.name, name))
    return { run: true }
  })
}

/** Notes how a run ended and when the next is due. A holder whose lease was taken by another changes nothing. */
export async function finishJob(
  context: JobContext,
  name: string,
  holder: string,
  { dueAtMs, error }: { readonly dueAtMs: number; readonly error: string | null },
): Promise<void> {
  const nowMs = context.clock.wallMs()
  await transaction(context, async tx => {
    const [still] = await releaseLeases(tx, 'job', holder, [name])
    if (still === undefined) return
    await tx
      .update(jobs)
      .set({ dueAtMs, endedAtMs: nowMs, error: error?.slice(0, 300) ?? null })
      .where(eq(jobs.name, name))
  })
}
