import type { BaseContext } from '../context/context.ts'

/** What has to be done again and again for the whole installation, by one process at a time. */
export interface Job {
  /** Stable: rows and logs name it. */
  readonly name: string
  /** From the start of one run to the start of the next, ms; or a time of day, as a cron pattern in UTC. */
  readonly when: { readonly everyMs: number } | { readonly cron: string }
  /** A run that takes longer is told to stop by its signal and counts as failed; others may then try, ms. */
  readonly mayTakeMs: number
  /** Of every organisation. What was done before `signal` ends it stays done. */
  run(base: BaseContext, signal: AbortSignal): Promise<void>
}

export const defineJob = (job: Job): Job => job
