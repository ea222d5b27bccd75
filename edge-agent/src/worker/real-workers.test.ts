import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { type Clock, systemClock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'
import { systemRandom } from '../platform/random.ts'
import { systemSpawner } from '../platform/spawn.ts'
import { isRunning, until } from '../testing/processes.ts'
import { seededBytes } from '../testing/seeded.ts'
import { type Isolation, KeyedWorkers } from './keyed-workers.ts'
import { askOnce } from './one-shot.ts'
import type { WorkerKind } from './protocol.ts'
import { alwaysRestart } from './restart-policy.ts'
import { type fate, type TestProtocol, testKind } from './testing/test-protocol.ts'
import { startWorkerHost, type WorkerHostOptions } from './worker-host.ts'

const deps = { clock: systemClock, spawner: systemSpawner, log: pino({ level: 'silent' }) }

const orderTo = (doing: keyof typeof fate) => ({ kind: 'do', doing }) as const

function hosted(t: TestContext, change: Partial<WorkerHostOptions<TestProtocol>>) {
  const [pids, words, ends]: [number[], string[], string[]] = [[], [], []]
  const host = startWorkerHost<TestProtocol>({
    ...deps,
    kind: testKind,
    policy: alwaysRestart(systemRandom),
    started: worker => worker.tell(orderTo('well')),
    report: ({ doing, pid }) => {
      words.push(doing)
      pids.push(pid)
    },
    died: ({ cause, signal }) => void ends.push(`${cause} ${signal}`),
    ...change,
  })
  t.after(() => host.stop())
  return { host, pids, words, ends }
}

/** The clock of a host in a hurry; its workers keep their own. */
const hurried = (times: number): Clock => ({
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  every: (ms, callback) => systemClock.every(ms / times, callback),
})

test('one camera whose worker dies twice is isolated; the other ones go on, and there is a way back', async t => {
  const isolations: Isolation[] = []
  const seen: string[] = []
  const workers = new KeyedWorkers<TestProtocol>({
    ...deps,
    kind: testKind,
    random: systemRandom,
    report: (key, { doing, pid }) => seen.push(`${key} ${doing} ${pid}`),
    isolated: isolation => isolations.push(isolation),
  })
  t.after(() => workers.stop())
  const orders = (yard: keyof typeof fate) =>
    new Map([
      ['yard', orderTo(yard)],
      ['door', orderTo('well')],
    ])
  const ofYard = () => seen.filter(line => line.startsWith('yard'))
  workers.setOrders(orders('be killed'))
  await until('isolated', () => isolations.length === 1)
  assert.deepEqual(isolations, [{ key: 'yard', cause: 'died' }])
  assert.equal(new Set(ofYard()).size, 2, 'two processes')
  assert.deepEqual(await workers.ask('door', 'echo', { bytes: Uint8Array.of(1, 2) }), { bytes: Uint8Array.of(1, 2) })
  await assert.rejects(workers.ask('yard', 'echo', 1), { code: 'service.unavailable' })
  workers.setOrders(orders('well'))
  await until('back', () => ofYard().length === 3)
  assert.equal(await workers.ask('yard', 'echo', 'here'), 'here')
  assert.equal(seen.filter(line => line.startsWith('door')).length, 1, 'never touched')
})

test('a worker whose event loop stands is killed, and the next one runs', async t => {
  let isFirst = true
  const { ends, words } = hosted(t, {
    clock: hurried(5),
    started: worker => {
      worker.tell(orderTo(isFirst ? 'hang' : 'well'))
      isFirst = false
    },
  })
  await until('the next one', () => words.includes('well'))
  assert.equal(ends[0], 'hung SIGKILL')
})

test('a worker that takes too much memory is killed while it stands, too', {
  skip: process.platform === 'linux' ? false : 'only Linux tells the memory of another process',
}, async t => {
  const kind: WorkerKind<TestProtocol> = { ...testKind, residentLimitBytes: 300 * 1024 * 1024 }
  const { ends } = hosted(t, { kind, started: worker => worker.tell(orderTo('swell')) })
  await until('killed', () => ends.length > 0)
  assert.equal(ends[0], 'too-large SIGKILL')
})

test('a worker that does not leave is killed', async t => {
  const { host, pids, words } = hosted(t, {
    clock: { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 15, signal) },
    started: worker => worker.tell(orderTo('ignore stop')),
  })
  await until('running', () => pids.length === 1)
  await host.stop()
  assert.equal(isRunning(pids[0] ?? 0), false)
  assert.equal(words.at(-1), 'last words', 'it was asked first')
})

test('a worker that leaves in good order says its last words, which are heard', async t => {
  const { host, pids, words } = hosted(t, {})
  await until('running', () => pids.length === 1)
  await host.stop()
  assert.deepEqual(words, ['well', 'last words'])
  assert.equal(isRunning(pids[0] ?? 0), false)
})

test('errors of a worker come with code and public sentence, and without its private story', async t => {
  const { host } = hosted(t, {})
  await assert.rejects(host.ask('fail', null), error => {
    assert.equal((error as { code?: string }).code, 'service.internal')
    assert.ok(!JSON.stringify(error).includes('private') && !String(error).includes('private'))
    return true
  })
})

test('a worker for one request is gone with its answer, and at its deadline without one', async () => {
  const kind: WorkerKind<TestProtocol> = { ...testKind, deadlinesMs: { echo: 20_000, fail: 20_000, never: 300 } }
  const pids: number[] = []
  const spawner: typeof systemSpawner = {
    node: (...args) => {
      const child = systemSpawner.node(...args)
      pids.push(child.pid ?? 0)
      return child
    },
  }
  assert.equal(await askOnce(kind, 'echo', 'once', { ...deps, spawner }), 'once')
  await assert.rejects(askOnce(kind, 'never', null, { ...deps, spawner }), { code: 'agent.timeout' })
  await until('both gone', () => pids.every(pid => !isRunning(pid)))
  assert.equal(pids.length, 2)
})

test('a worker has byte pipes, and each life of it new ones', async t => {
  const lives: (readonly Duplex[])[] = []
  const { pids } = hosted(t, {
    kind: { ...testKind, pipes: 2 },
    started: worker => {
      lives.push(worker.pipes)
      worker.tell(orderTo('echo bytes'))
    },
  })
  const bytes = seededBytes(3)(500_000)
  for (const life of [0, 1]) {
    await until('started', () => lives.length === life + 1 && pids.length === life + 1)
    const [down, up] = lives[life] as [Duplex, Duplex]
    down.end(bytes)
    const back: Buffer[] = []
    for await (const chunk of up) back.push(chunk)
    assert.deepEqual(Buffer.concat(back), Buffer.from(bytes))
    const closed = down.closed ? null : once(down, 'close')
    process.kill(pids[life] ?? 0, 'SIGKILL')
    await closed
  }
})
