import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock, settle } from '@nightjar/shared/testing/simulated-clock.ts'
import pino from 'pino'
import { askOnce } from './one-shot.ts'
import { alwaysRestart } from './restart-policy.ts'
import { fakeSpawner } from './testing/fake-spawner.ts'
import { type TestProtocol, testKind } from './testing/test-protocol.ts'
import { startWorkerHost, type WorkerHostOptions } from './worker-host.ts'

/** Pauses are not shortened by chance. */
const random = { bytes: (n: number) => new Uint8Array(n), fraction: () => 1, uuid: () => '' }
const longestLifeMs = 60_001

function simulated() {
  const clock = new SimulatedClock(0)
  const { spawner, children } = fakeSpawner<TestProtocol>()
  const logged: { msg: string }[] = []
  const log = pino({}, { write: line => void logged.push(JSON.parse(line)) })
  const last = () => {
    const child = children.at(-1)
    assert.ok(child)
    return child
  }
  /** Time passes in which the last process says now and then that it lives. */
  const live = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      last().say({ type: 'alive' })
      await clock.advance(Math.min(1_000, ms - passed))
    }
  }
  return { deps: { clock, spawner, log }, clock, children, logged, last, live }
}

function hosted(change: Partial<WorkerHostOptions<TestProtocol>> = {}) {
  const world = simulated()
  const reports: string[] = []
  const host = startWorkerHost<TestProtocol>({
    ...world.deps,
    kind: testKind,
    policy: alwaysRestart(random),
    started: worker => worker.tell({ kind: 'do', doing: 'well' }),
    report: ({ doing }) => reports.push(doing),
    ...change,
  })
  return { ...world, host, reports }
}

const requestOf = (child: ReturnType<ReturnType<typeof simulated>['last']>) => {
  const request = child.heard.findLast(message => message.type === 'request')
  assert.ok(request)
  return request
}

test('a request goes to the process, and its answer back', async () => {
  const { host, last } = hosted()
  const asked = host.ask('echo', { a: 1 })
  const { id, name, ask } = requestOf(last())
  assert.deepEqual([name, ask], ['echo', { a: 1 }])
  last().say({ type: 'answer', id: id + 1, failure: null, answer: 'of somebody else' })
  last().say({ type: 'answer', id, failure: null, answer: 'mine' })
  assert.equal(await asked, 'mine')
})

test('what the worker throws is thrown here, by its code; a code that nobody knows is an internal error', async () => {
  const { host, last } = hosted()
  for (const [code, expected] of [
    ['camera.timeout', 'camera.timeout'],
    ['toString', 'service.internal'],
  ] as const) {
    const asked = host.ask('fail', null)
    last().say({ type: 'answer', id: requestOf(last()).id, failure: { code, message: 'A sentence.' } })
    await assert.rejects(asked, { code: expected, publicMessage: 'A sentence.' })
  }
})

test('each request has a deadline of its own, and the error names the worker', async () => {
  const { host, live } = hosted()
  const outcome = new Map<string, unknown>()
  for (const name of ['echo', 'never'] as const) {
    host.ask(name, null).catch(error => outcome.set(name, [error.code, error.detail]))
  }
  await live(4_900)
  assert.deepEqual([...outcome.keys()], [])
  await live(200)
  assert.deepEqual(outcome.get('echo'), ['agent.timeout', 'the test process did not answer to echo in 5000 ms'])
  await live(1_800)
  assert.deepEqual([...outcome.keys()], ['echo'])
  await live(200)
  assert.deepEqual(outcome.get('never'), ['agent.timeout', 'the test process did not answer to never in 7000 ms'])
})

test('what is open when the process ends is rejected at once, and nothing can be asked before the next one', async () => {
  const { host, last, clock, children } = hosted()
  const open = [host.ask('echo', null), host.ask('never', null)]
  last().exit(null, 'SIGSEGV')
  for (const asked of open) {
    await assert.rejects(asked, { code: 'service.unavailable', detail: 'the test process ended with SIGSEGV' })
  }
  await assert.rejects(host.ask('echo', null), { code: 'service.unavailable' })
  await clock.advance(250)
  assert.equal(children.length, 2)
  const asked = host.ask('echo', null)
  last().say({ type: 'answer', id: requestOf(last()).id, failure: null, answer: 'again' })
  assert.equal(await asked, 'again')
})

test('every new process is told what to do; the clean-up comes first, and its failure stops nothing', async () => {
  const cleanUp = Promise.withResolvers<void>()
  const causes: string[] = []
  const { children, last, clock, logged } = hosted({
    died: async end => {
      causes.push(`${end.cause} ${end.code}`)
      await cleanUp.promise
    },
  })
  last().exit(1)
  await clock.advance(20_000)
  assert.deepEqual([causes, children.length], [['died 1'], 1])
  cleanUp.reject(new Error('disk'))
  await clock.advance(250)
  assert.equal(children.length, 2)
  assert.deepEqual(last().heard, [{ type: 'order', order: { kind: 'do', doing: 'well' } }])
  assert.deepEqual(
    logged.map(line => line.msg),
    ['the test process died', 'clean-up after the test process failed'],
  )
})

test('pauses double from a quarter of a second to ten, and begin anew after a life of a minute', async () => {
  const { children, last, clock, live } = hosted()
  const pauses: number[] = []
  const die = async () => {
    const [count, from] = [children.length, clock.monotonicMs()]
    last().exit(1)
    while (children.length === count) await clock.advance(50)
    pauses.push(clock.monotonicMs() - from)
  }
  for (let death = 0; death < 8; death++) await die()
  await live(longestLifeMs)
  await die()
  await die()
  assert.deepEqual(pauses, [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 250, 500])
})

test('pauses are spread by chance, down to half', () => {
  const shortest = alwaysRestart({ ...random, fraction: () => 0 })
  assert.deepEqual(shortest.died(0), { verdict: 'restart', pauseMs: 125 })
})

test('a process that says nothing for fifteen ticks is killed; any word counts', async () => {
  const ends: string[] = []
  const { last, clock, children, logged } = hosted({ died: end => void ends.push(end.cause) })
  await clock.advance(14_500)
  last().say({ type: 'report', report: { kind: 'doing', doing: 'well', pid: 1 } })
  await clock.advance(14_400)
  assert.equal(children[0]?.isKilled, false)
  await clock.advance(1_000)
  assert.equal(children[0]?.isKilled, true)
  assert.deepEqual(ends, ['hung'])
  assert.equal(logged[0]?.msg, 'the test process hangs and is killed')
  await clock.advance(250)
  assert.equal(children.length, 2)
})

test('a process over its limit of memory is killed within a second', async () => {
  const ends: string[] = []
  const kind = { ...testKind, residentLimitBytes: 1000 }
  const { last, clock, children } = hosted({ kind, died: end => void ends.push(end.cause) })
  last().resident = 1000
  await clock.advance(2_000)
  assert.equal(children[0]?.isKilled, false)
  last().resident = 1001
  await clock.advance(1_000)
  assert.deepEqual([children[0]?.isKilled, ends], [true, ['too-large']])
})

test('stop is a word first; what the process says until it leaves is heard, and nothing starts after it', async () => {
  const { host, last, clock, children, reports } = hosted()
  const stopped = host.stop()
  assert.deepEqual(last().heard.at(-1), { type: 'stop' })
  await assert.rejects(host.ask('echo', null), { code: 'service.unavailable' })
  last().say({ type: 'report', report: { kind: 'doing', doing: 'last words', pid: 1 } })
  last().exit(0)
  await stopped
  await clock.advance(60_000)
  assert.deepEqual([reports, children.length, last().isKilled], [['last words'], 1, false])
})

test('a process that does not leave in fifteen seconds is killed', async () => {
  const { host, last, clock } = hosted()
  const stopped = host.stop()
  await clock.advance(14_999)
  assert.equal(last().isKilled, false)
  await clock.advance(1)
  assert.equal(last().isKilled, true)
  await stopped
})

test('stopped between two processes, there is nothing to wait for', async () => {
  const { host, last, clock, children } = hosted()
  last().exit(1)
  await settle()
  await host.stop()
  await clock.advance(60_000)
  assert.equal(children.length, 1)
})

test('a worker for one request ends with the answer, with its deadline, or before both', async () => {
  const { deps, last, clock, children } = simulated()
  const answered = askOnce(testKind, 'echo', 1, deps)
  last().say({ type: 'answer', id: requestOf(last()).id, failure: null, answer: 2 })
  assert.equal(await answered, 2)
  assert.equal(last().isKilled, true)
  const late = assert.rejects(askOnce(testKind, 'echo', 1, deps), { code: 'agent.timeout' })
  await clock.advance(5_000)
  await late
  assert.equal(last().isKilled, true)
  const died = assert.rejects(askOnce(testKind, 'echo', 1, deps), { code: 'service.unavailable' })
  last().exit(null, 'SIGSEGV')
  await died
  await clock.advance(60_000)
  assert.equal(children.length, 3)
})
