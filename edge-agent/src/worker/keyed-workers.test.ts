import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import pino from 'pino'
import { isolateWindowMs } from './isolate-policy.ts'
import { type Isolation, KeyedWorkers } from './keyed-workers.ts'
import { fakeSpawner } from './testing/fake-spawner.ts'
import { type TestProtocol, testKind } from './testing/test-protocol.ts'

const well = { kind: 'do', doing: 'well' } as const
const other = { kind: 'do', doing: 'echo bytes' } as const

function keyed() {
  const clock = new SimulatedClock(0)
  const { spawner, children } = fakeSpawner<TestProtocol>()
  const owners: string[] = []
  const isolations: Isolation[] = []
  const workers = new KeyedWorkers<TestProtocol>({
    kind: testKind,
    clock,
    spawner,
    random: { bytes: n => new Uint8Array(n), fraction: () => 1, uuid: () => '' },
    log: pino({ level: 'silent' }),
    started: key => owners.push(key),
    report: () => {},
    isolated: isolation => isolations.push(isolation),
  })
  const childrenOf = (key: string) => children.filter((_, index) => owners[index] === key)
  const orders = (key: string) =>
    childrenOf(key).map(child => child.heard.flatMap(said => (said.type === 'order' ? [said.order.doing] : [])))
  const die = async (key: string, signal: string | null = 'SIGSEGV') => {
    childrenOf(key).at(-1)?.exit(null, signal)
    await clock.advance(250)
  }
  /** Time in which all processes say that they live. */
  const live = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10_000) {
      for (const child of children) child.say({ type: 'alive' })
      await clock.advance(Math.min(10_000, ms - passed))
    }
  }
  return { workers, children, childrenOf, orders, isolations, die, live, clock }
}

test('the first end is followed by a restart, the second one isolates this camera and no other', async () => {
  const { workers, orders, isolations, die, live, childrenOf } = keyed()
  workers.setOrders(
    new Map([
      ['yard', well],
      ['door', well],
    ]),
  )
  await die('yard')
  assert.deepEqual(orders('yard'), [['well'], ['well']])
  assert.deepEqual([workers.isolated, isolations], [[], []])
  await die('yard')
  assert.deepEqual([workers.isolated, isolations], [['yard'], [{ key: 'yard', cause: 'died' }]])
  await live(86_400_000)
  assert.deepEqual([orders('yard').length, orders('door')], [2, [['well']]])
  await assert.rejects(workers.ask('yard', 'echo', 1), { code: 'service.unavailable' })
  void workers.ask('door', 'echo', 1).catch(() => {})
  assert.equal(childrenOf('door')[0]?.heard.at(-1)?.type, 'request')
})

test('a process that hangs twice isolates its camera too, and the fact says so', async () => {
  const { workers, isolations, clock } = keyed()
  workers.setOrders(new Map([['yard', well]]))
  await clock.advance(40_000)
  assert.deepEqual(isolations, [{ key: 'yard', cause: 'hung' }])
})

test('two ends that lie more than ten minutes apart are two first ones', async () => {
  const { workers, orders, die, live } = keyed()
  workers.setOrders(new Map([['yard', well]]))
  await die('yard')
  await live(isolateWindowMs)
  await die('yard')
  assert.deepEqual([workers.isolated, orders('yard').length], [[], 3])
  await live(isolateWindowMs / 2)
  await die('yard')
  assert.deepEqual([workers.isolated, orders('yard').length], [['yard'], 3])
})

test('another order is the way back, the same one is not; what was before is forgotten', async () => {
  const { workers, orders, die, clock } = keyed()
  workers.setOrders(new Map([['yard', well]]))
  await die('yard')
  await die('yard')
  workers.setOrders(new Map([['yard', { ...well }]]))
  await clock.advance(1_000)
  assert.deepEqual(workers.isolated, ['yard'])
  workers.setOrders(new Map([['yard', other]]))
  await clock.advance(0)
  assert.deepEqual([workers.isolated, orders('yard')], [[], [['well'], ['well'], ['echo bytes']]])
  await die('yard')
  assert.deepEqual([workers.isolated, orders('yard').length], [[], 4], 'a first end again')
})

test('reset is the way back for the same order', async () => {
  const { workers, orders, die, clock, isolations } = keyed()
  workers.setOrders(new Map([['yard', well]]))
  await die('yard')
  await die('yard')
  workers.reset('yard')
  workers.reset('nobody')
  await clock.advance(0)
  assert.deepEqual([workers.isolated, orders('yard').length], [[], 3])
  await die('yard')
  await die('yard')
  assert.equal(isolations.length, 2)
})

test('another order for a worker that runs is told to it, and its first end is forgotten', async () => {
  const { workers, orders, die } = keyed()
  workers.setOrders(new Map([['yard', well]]))
  await die('yard')
  workers.setOrders(new Map([['yard', other]]))
  assert.deepEqual(orders('yard'), [['well'], ['well', 'echo bytes']])
  await die('yard')
  assert.deepEqual([workers.isolated, orders('yard')[2]], [[], ['echo bytes']])
})

test('a camera that is taken away and comes back is not opened twice at the same time', async () => {
  const { workers, childrenOf, clock } = keyed()
  workers.setOrders(new Map([['yard', well]]))
  workers.setOrders(new Map())
  workers.setOrders(new Map([['yard', other]]))
  await clock.advance(1_000)
  assert.deepEqual(
    childrenOf('yard').map(child => child.heard.at(-1)?.type),
    ['stop'],
  )
  childrenOf('yard')[0]?.exit(0)
  await clock.advance(0)
  assert.deepEqual(childrenOf('yard')[1]?.heard, [{ type: 'order', order: other }])
})

test('stop ends all of them, the isolated ones too, and waits for those that were leaving', async () => {
  const { workers, children, childrenOf, die, clock } = keyed()
  workers.setOrders(
    new Map([
      ['yard', well],
      ['door', well],
      ['gate', well],
    ]),
  )
  await die('yard')
  await die('yard')
  workers.setOrders(
    new Map([
      ['yard', well],
      ['door', well],
    ]),
  )
  let isOver = false
  const stopped = workers.stop().then(() => {
    isOver = true
  })
  childrenOf('door')[0]?.exit(0)
  await clock.advance(1_000)
  assert.equal(isOver, false, 'the gate is still there')
  childrenOf('gate')[0]?.exit(0)
  await stopped
  await clock.advance(60_000)
  assert.deepEqual([children.length, workers.isolated], [4, []])
})
