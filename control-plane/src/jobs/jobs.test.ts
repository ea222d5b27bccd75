import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import { jobs as rows } from '../db/schema/jobs.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { defineJob, type Job } from './define-job.ts'
import { nextDueMs } from './next-due.ts'
import { registeredJobs } from './registry.ts'
import { startJobsRole } from './role.ts'
import { runIfDue } from './run-job.ts'

let harness: Harness
before(async () => {
  harness = await openHarness()
})
after(() => harness.close())

const never = new AbortController().signal
const rowOf = async (name: string) => (await harness.base.db.select().from(rows).where(eq(rows.name, name)))[0]
const look = (job: Job, holder: string, stopping = never) => runIfDue(harness.base, job, holder, stopping)

/** A job of its own for each test, and how often it ran. */
function counted(name: string, given: Partial<Job> = {}) {
  const runs: number[] = []
  const job = defineJob({
    name,
    when: { everyMs: 60_000 },
    mayTakeMs: 10_000,
    run: async base => void runs.push(base.clock.wallMs()),
    ...given,
  })
  return { job, runs }
}

test('of two processes one runs a job, and neither again before it is due', async () => {
  const { job, runs } = counted('one-of-two')
  assert.equal((await look(job, 'a')).outcome, 'done')
  const second = await look(job, 'b')
  assert.equal(second.outcome, null)
  assert.ok(second.waitMs > 50_000 && second.waitMs <= 60_000, `${second.waitMs}`)
  harness.clock.advance(61_000)
  assert.equal((await look(job, 'b')).outcome, 'done')
  assert.equal(runs.length, 2)
})

test('while one process is at a job no other begins; when it dies another takes over after the lease', async () => {
  const stuck = counted('dies', { run: () => new Promise(() => undefined), mayTakeMs: 20_000 })
  const dead = new AbortController()
  const died = look(stuck.job, 'dead', dead.signal)
  while (!(await rowOf('dies'))?.startedAtMs) await new Promise(resolve => setImmediate(resolve))
  const { job, runs } = counted('dies', { mayTakeMs: 20_000 })
  assert.equal((await look(job, 'b')).outcome, null)
  harness.clock.advance(24_000)
  assert.equal((await look(job, 'b')).outcome, null, 'the lease outlasts the longest run')
  harness.clock.advance(2_000)
  assert.equal((await look(job, 'b')).outcome, 'done')
  assert.equal(runs.length, 1)
  // What the first still says when it comes back to life changes nothing.
  const before = await rowOf('dies')
  dead.abort()
  await died
  assert.deepEqual(await rowOf('dies'), before)
})

test('a job that throws is noted, costs no other, and runs again when it is due', async () => {
  const { job } = counted('throws', { run: () => Promise.reject(new Error('no luck')) })
  assert.equal((await look(job, 'a')).outcome, 'failed')
  assert.equal((await rowOf('throws'))?.error, 'no luck')
  harness.clock.advance(61_000)
  assert.equal((await look(counted('throws').job, 'b')).outcome, 'done')
  assert.equal((await rowOf('throws'))?.error, null)
})

test('a run that takes longer than it may is told to stop and counts as failed', async () => {
  let wasTold = false
  const { job } = counted('slow', {
    mayTakeMs: 20,
    run: (_base, signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          wasTold = true
        })
      }),
  })
  assert.equal((await look(job, 'a')).outcome, 'failed')
  assert.ok(wasTold)
  assert.match((await rowOf('slow'))?.error ?? '', /longer than 20 ms/)
})

test('a run that the end of its process cuts short is still due, for another process at once', async () => {
  const stopping = new AbortController()
  const { job } = counted('cut-short', { run: () => new Promise(() => undefined) })
  const running = look(job, 'a', stopping.signal)
  while (!(await rowOf('cut-short'))?.startedAtMs) await new Promise(resolve => setImmediate(resolve))
  stopping.abort()
  assert.equal((await running).outcome, 'failed')
  assert.equal((await look(counted('cut-short').job, 'b')).outcome, 'done')
})

test('a schedule is in UTC and makes up for nothing that was missed', () => {
  const at = (text: string) => Date.parse(`2026-03-29T${text}:00Z`)
  assert.equal(nextDueMs({ cron: '17 * * * *' }, at('00:16')), at('00:17'))
  // The hour that European clocks leave out is an hour like any other.
  assert.equal(nextDueMs({ cron: '17 * * * *' }, at('01:17')), at('02:17'))
  assert.equal(nextDueMs({ everyMs: 5_000 }, 1_000_000), 1_005_000)
})

test('the role says so when a job keeps failing, and stops within its time also in the middle of a run', async () => {
  const { job } = counted('keeps-failing', { when: { everyMs: 1 }, run: () => Promise.reject(new Error('no luck')) })
  const stuck = counted('never-ends', { run: () => new Promise(() => undefined) })
  const role = await startJobsRole({ base: harness.base }, [job, stuck.job])
  while ((await role.probe()) === null) await new Promise(resolve => setTimeout(resolve, 5))
  assert.match((await role.probe()) ?? '', /keeps-failing/)
  await role.stop()
})

test('every registered job has a name of its own', () => {
  assert.equal(new Set(registeredJobs.map(job => job.name)).size, registeredJobs.length)
})

test('the registered jobs run on a real database', async () => {
  for (const job of registeredJobs) {
    // A schedule is due at its first look, too.
    assert.equal((await look(job, 'real')).outcome, 'done', job.name)
    assert.equal((await rowOf(job.name))?.error, null)
  }
})
