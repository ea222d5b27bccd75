import type { Role, RolePorts } from '../context/role.ts'
import type { Job } from './define-job.ts'
import { registeredJobs } from './registry.ts'
import { runIfDue } from './run-job.ts'

/** What another process may have made due is seen after at most this, ms. */
const longestWaitMs = 30_000
const databaseDownMs = 5_000
/** Runs of one job that failed in a row, after which the role says so. */
const failuresToTell = 3

/** Runs every registered job when it is due. Any number of processes may have the role: each job runs in one of them. */
export async function startJobsRole(
  { base }: Pick<RolePorts, 'base'>,
  jobs: readonly Job[] = registeredJobs,
): Promise<Role> {
  const holder = base.ids.next()
  const stopping = new AbortController()
  const failures = new Map<string, number>()

  const keepRunning = async (job: Job): Promise<void> => {
    while (!stopping.signal.aborted) {
      const look = await runIfDue(base, job, holder, stopping.signal).catch(error => {
        base.log.warn({ job: job.name, err: error }, 'cannot look whether a job is due')
        return { outcome: null, waitMs: databaseDownMs }
      })
      if (look.outcome === 'done') failures.delete(job.name)
      if (look.outcome === 'failed') failures.set(job.name, (failures.get(job.name) ?? 0) + 1)
      await base.clock.sleep(Math.min(look.waitMs, longestWaitMs), stopping.signal).catch(() => undefined)
    }
  }
  const running = jobs.map(keepRunning)

  return {
    probe: async () => {
      const failing = [...failures].filter(([, count]) => count >= failuresToTell).map(([name]) => name)
      return failing.length === 0 ? null : `cannot do: ${failing.join(', ')}`
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(running)
    },
  }
}
