import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { SimulatedClock, settle } from '@nightjar/shared/testing/simulated-clock.ts'
import pino from 'pino'
import type { Fact } from './fact.ts'
import { createFactBus } from './fact-bus.ts'
import type { FactHandlers } from './fact-handlers.ts'

const recorded = (segmentId: string): Fact => ({
  kind: 'segmentRecorded',
  manifest: { segmentId } as SegmentManifest,
})
const changed = (cameraId: string): Fact => ({ kind: 'cameraChanged', cameraId })
const link = (isUp: boolean): Fact => ({ kind: 'linkChanged', isUp })

function setUp() {
  const lines: { subscriber: string; msg: string; fact?: string; dropped?: number }[] = []
  const log = pino({ level: 'debug' }, { write: line => void lines.push(JSON.parse(line)) })
  return { facts: createFactBus(log), lines, clock: new SimulatedClock(0) }
}

/** Notes what it hears, and what `then` makes of it. */
function listener(then: (what: string) => unknown = () => undefined) {
  const heard: string[] = []
  const note = (what: string) => {
    heard.push(what)
    return then(what)
  }
  const handlers: FactHandlers = {
    segmentRecorded: ({ manifest }) => note(manifest.segmentId),
    cameraChanged: ({ cameraId }) => note(cameraId),
    linkChanged: ({ isUp }) => note(isUp ? 'up' : 'down'),
    missed: count => note(`missed ${count}`),
  }
  return { heard, handlers }
}

test('who publishes is done before anybody hears, and hears of nobody', async () => {
  const { facts } = setUp()
  const { heard, handlers } = listener(() => {
    throw new Error('not yours')
  })
  facts.subscribe('one', handlers)
  facts.publish(recorded('a'))
  facts.publish(recorded('b'))
  assert.deepEqual(heard, [])
  await settle()
  assert.deepEqual(heard, ['a', 'b'])
})

test('only the kinds that it asks for are told to a subscriber', async () => {
  const { facts } = setUp()
  const heard: boolean[] = []
  facts.subscribe('one', { linkChanged: ({ isUp }) => heard.push(isUp) })
  facts.publish(recorded('a'))
  facts.publish(link(true))
  await settle()
  assert.deepEqual(heard, [true])
})

test('a subscriber that throws, now or later, is logged by name and gets the next fact; the others notice nothing', async () => {
  const { facts, lines } = setUp()
  const bad = listener(what => {
    if (what === 'a') throw new Error('at once')
    if (what === 'b') return Promise.reject(new Error('later'))
  })
  const good = listener()
  facts.subscribe('bad', bad.handlers)
  facts.subscribe('good', good.handlers)
  for (const id of ['a', 'b', 'c']) facts.publish(recorded(id))
  await settle()
  assert.deepEqual(bad.heard, ['a', 'b', 'c'])
  assert.deepEqual(good.heard, ['a', 'b', 'c'])
  assert.deepEqual(
    lines.map(line => [line.subscriber, line.fact]),
    [
      ['bad', 'segmentRecorded'],
      ['bad', 'segmentRecorded'],
    ],
  )
})

test('a slow subscriber hears everything in order, one after the other, and holds up nobody', async () => {
  const { facts, clock } = setUp()
  let atOnce = 0
  const slow = listener(async () => {
    assert.equal(++atOnce, 1)
    await clock.sleep(1_000)
    atOnce--
  })
  const quick = listener()
  facts.subscribe('slow', slow.handlers)
  facts.subscribe('quick', quick.handlers)
  for (const id of ['a', 'b', 'c']) facts.publish(recorded(id))
  await clock.advance(500)
  assert.deepEqual(quick.heard, ['a', 'b', 'c'])
  assert.deepEqual(slow.heard, ['a'])
  await clock.advance(1_000)
  assert.deepEqual(slow.heard, ['a', 'b'])
  await clock.advance(2_000)
  assert.deepEqual(slow.heard, ['a', 'b', 'c'])
})

test('of hints that wait a subscriber hears the newest of each camera, never before what was published earlier', async () => {
  const { facts, clock } = setUp()
  const slow = listener(() => clock.sleep(1_000))
  facts.subscribe('slow', slow.handlers)
  facts.publish(recorded('a'))
  await clock.advance(1)
  for (const fact of [link(false), changed('1'), link(true), recorded('b'), changed('1'), changed('2')])
    facts.publish(fact)
  await clock.advance(60_000)
  assert.deepEqual(slow.heard, ['a', 'up', 'b', '1', '2'])
})

test('at the bound a subscriber is told once how much it missed, with one line in the log until it has caught up', async () => {
  const { facts, lines, clock } = setUp()
  let isStuck = true
  const slow = listener(() => (isStuck ? clock.sleep(1_000_000) : undefined))
  const quick = listener()
  facts.subscribe('slow', slow.handlers)
  facts.subscribe('quick', quick.handlers)
  const publish = async (first: number, last: number) => {
    for (let i = first; i <= last; i++) {
      facts.publish(recorded(`${i}`))
      if (i % 100 === 0) await settle()
    }
    await settle()
  }
  await publish(0, 0)
  facts.publish(link(true))
  await publish(1, 1_000)
  assert.equal(lines.length, 0, 'a thousand may wait')
  await publish(1_001, 3_500)
  assert.deepEqual(
    lines.map(line => [line.subscriber, line.dropped]),
    [['slow', 1_000]],
  )
  assert.equal(quick.heard.length, 3_502)
  isStuck = false
  await clock.advance(1_000_000)
  for (let turn = 0; turn < 10; turn++) await settle()
  assert.deepEqual(slow.heard.slice(0, 4), ['0', 'up', 'missed 3000', '3001'])
  assert.equal(slow.heard.at(-1), '3500')
  assert.equal(slow.heard.length, 503)

  isStuck = true
  await publish(4_000, 5_001)
  assert.equal(lines.length, 2, 'the next time is told again')
})

test('nothing is told after an unsubscription, also from within a handler, of oneself or of another', async () => {
  const { facts } = setUp()
  const first = listener(what => {
    if (what === 'b') leave.forEach(each => void each())
  })
  const second = listener()
  const third = listener()
  const leave = [facts.subscribe('first', first.handlers)]
  facts.subscribe('third', third.handlers)
  leave.push(facts.subscribe('second', second.handlers))
  for (const id of ['a', 'b', 'c']) facts.publish(recorded(id))
  await settle()
  facts.publish(recorded('d'))
  await settle()
  assert.deepEqual(first.heard, ['a', 'b'])
  assert.ok(!second.heard.includes('d'))
  assert.deepEqual(third.heard, ['a', 'b', 'c', 'd'])
})

test('a subscriber that waits is told nothing more once it has left', async () => {
  const { facts, clock } = setUp()
  const slow = listener(() => clock.sleep(1_000))
  const leave = facts.subscribe('slow', slow.handlers)
  facts.publish(recorded('a'))
  facts.publish(recorded('b'))
  await clock.advance(500)
  leave()
  await clock.advance(10_000)
  assert.deepEqual(slow.heard, ['a'])
})

test('what a handler publishes comes after what was published before, to itself too', async () => {
  const { facts } = setUp()
  const echo = listener(what => {
    if (what === 'a') facts.publish(recorded('of a'))
  })
  facts.subscribe('echo', echo.handlers)
  facts.publish(recorded('a'))
  facts.publish(recorded('b'))
  await settle()
  assert.deepEqual(echo.heard, ['a', 'b', 'of a'])
})

test('two subscribers that answer each other for ever leave the event loop to everybody else', async () => {
  const { facts } = setUp()
  let answers = 0
  facts.subscribe('ping', {
    linkChanged: () => {
      answers++
      facts.publish(changed('1'))
    },
  })
  facts.subscribe('pong', { cameraChanged: () => facts.publish(link(true)) })
  facts.publish(link(true))
  for (let turn = 0; turn < 50; turn++) await settle()
  assert.ok(answers > 100 && answers <= 51 * 100, `${answers}`)
  facts.close()
})

test('after close nobody is told anything, and publishing is no error', async () => {
  const { facts } = setUp()
  const { heard, handlers } = listener()
  facts.subscribe('one', handlers)
  facts.publish(recorded('a'))
  facts.close()
  facts.publish(recorded('b'))
  await settle()
  assert.deepEqual(heard, [])
})

test('who wants facts that count has to say what it does when it missed some', () => {
  type Accepts<Handlers> = Handlers extends FactHandlers ? true : false
  const noted: () => void = () => undefined
  const without = { segmentRecorded: noted }
  const withIt = { segmentRecorded: noted, missed: noted }
  const hints = { linkChanged: noted }
  const accepted: [Accepts<typeof without>, Accepts<typeof withIt>, Accepts<typeof hints>] = [false, true, true]
  assert.deepEqual(accepted, [false, true, true])
})
