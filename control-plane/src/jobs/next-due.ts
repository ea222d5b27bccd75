import { Cron } from 'croner'
import type { Job } from './define-job.ts'

/**
 * When the job is due after a run that began at `startedMs`, wall time in ms. What was missed is not made up for: the
 * next run does the work of all of them.
 */
export function nextDueMs(when: Job['when'], startedMs: number): number {
  if ('everyMs' in when) return startedMs + when.everyMs
  const next = new Cron(when.cron, { timezone: 'UTC' }).nextRun(new Date(startedMs))
  if (next === null) throw new Error(`the schedule "${when.cron}" has no next time`)
  return next.getTime()
}
