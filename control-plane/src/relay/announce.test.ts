import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, test } from 'node:test'
import { SimulatedClock, withSockets } from '@nightjar/shared/testing/simulated-clock.ts'
import pino from 'pino'
import { startAnnouncing } from './announce.ts'
import { createApiClient } from './api-client.ts'
import type { RelayOptions } from './config/options.ts'
import { limits } from './limits.ts'
import { newGrant, newId, newTicket, startBench, until, watch } from './testing/bench.ts'
import { type FakeApi, startFakeApi } from './testing/fake-api.ts'

const key = 'k'.repeat(43)
const relayId = newId()
let api: FakeApi
let clock: SimulatedClock
let log: { readonly level: number; readonly msg: string }[]
let viewers: number

beforeEach(async () => {
  api = await startFakeApi(key)
  clock = new SimulatedClock(0, withSockets)
  log = []
  viewers = 0
})
afterEach(() => api.stop())

function announcing() {
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(JSON.parse(line)) })
  const ports = { clock, randomBytes, fetch, log: logger }
  const options = { internalUrl: api.url, relayKey: key } as RelayOptions
  return startAnnouncing(createApiClient(options, ports, { relayId, secret: newTicket() }), ports, () => ({
    relayId,
    publishAddress: '/publish',
    liveAddress: '/live',
    internalUrl: 'http://127.0.0.1:9',
    viewers,
    viewersMax: 10,
  }))
}
const announced = (count: number) => until(`${count} announcements`, () => api.announced.length === count)
/** Moves time on by one announcement, which is refused; resolves when that was noted. */
async function refusedOnce(attempts: () => number): Promise<void> {
  const before = attempts()
  await clock.advance(limits.announceMs)
  await until('another attempt', () => attempts() > before)
  // The answer has to come back before the next one is due.
  await new Promise(resolve => setTimeout(resolve, 50))
}

test('it says so at once and every three seconds, each time as things are', async t => {
  const announcer = announcing()
  t.after(announcer.stop)
  await announced(1)
  await clock.advance(limits.announceMs - 500)
  assert.equal(api.announced.length, 1)
  viewers = 7
  await clock.advance(500)
  await announced(2)
  assert.deepEqual(
    api.announced.map(report => [report.relayId, report.viewers, report.draining]),
    [
      [relayId, 0, false],
      [relayId, 7, false],
    ],
  )
  announcer.stop()
  await clock.advance(3 * limits.announceMs)
  assert.equal(api.announced.length, 2)
})

test('while the api is down it warns once, goes on, and says when it is known again', async t => {
  let attempts = 0
  api.onAnnounce = async () => {
    attempts++
    throw { status: 503, code: 'service.unavailable' }
  }
  const announcer = announcing()
  t.after(announcer.stop)
  await until('the first attempt', () => attempts === 1 && log.length === 1)
  for (let count = 0; count < 4; count++) await refusedOnce(() => attempts)
  assert.equal(log.filter(({ level }) => level >= 40).length, 1)
  api.onAnnounce = async () => {}
  await clock.advance(limits.announceMs)
  await until('known again', () => log.some(({ msg }) => msg === 'the api knows this relay again'))
  assert.equal(log.length, 2)
})

test('another reason is another warning, in the words of the api', async t => {
  let attempts = 0
  const refuse = (status: number, code: string, detail?: string) => {
    api.onAnnounce = async () => {
      attempts++
      throw { status, code, detail }
    }
  }
  refuse(503, 'service.unavailable')
  const announcer = announcing()
  t.after(announcer.stop)
  await until('the first warning', () => log.length === 1)
  refuse(403, 'auth.forbidden', 'The addresses of this relay are not among those of the settings.')
  for (let count = 0; count < 3; count++) await refusedOnce(() => attempts)
  assert.equal(log.length, 2)
  assert.match(log[1]?.msg ?? '', /does not take this relay: The addresses of this relay are not among/)
})

test('what is said of draining comes last, also after an announcement that is still under way', async () => {
  let release = () => {}
  api.onAnnounce = () => new Promise(resolve => (release = resolve))
  const announcer = announcing()
  await announced(1)
  await clock.advance(2 * limits.announceMs)
  assert.equal(api.announced.length, 1, 'one at a time')
  const drained = announcer.drain()
  await new Promise(resolve => setTimeout(resolve, 50))
  assert.equal(api.announced.length, 1, 'not beside the one before')
  api.onAnnounce = async () => {}
  release()
  await drained
  assert.deepEqual(
    api.announced.map(({ draining }) => draining),
    [false, true],
  )
  await clock.advance(2 * limits.announceMs)
  assert.equal(api.announced.length, 2)
})

test('an api that does not answer holds up nobody who wants to end', async () => {
  const announcer = announcing()
  await announced(1)
  api.onAnnounce = () => new Promise(() => {})
  let isOver = false
  const drained = announcer.drain().then(() => {
    isOver = true
  })
  await announced(2)
  assert.equal(isOver, false)
  await clock.advance(limits.announceDrainMs)
  await drained
})

test('a relay listens for changes under the id that it announces, and drains before it sends anybody away', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const viewer = watch(bench, newGrant(newId()))
  await until('watching', () => viewer.controls().length > 0)
  await until('listening', () => bench.api.listeners.length === 1)
  const [first] = bench.api.announced
  assert.equal(bench.api.listeners[0], first?.relayId)
  assert.equal(first?.internalUrl, `http://127.0.0.1:${bench.relay.internalPort}`)
  let closedBefore: unknown = 'not told'
  bench.api.onAnnounce = async ({ draining }) => {
    if (!draining) return
    await new Promise(resolve => setTimeout(resolve, 100))
    closedBefore = viewer.closed
  }
  await bench.relay.stop()
  assert.equal(closedBefore, null)
  await until('sent away', () => viewer.closed !== null)
  assert.equal(viewer.closed?.code, 4503)
  await until('the feed has ended', () => bench.api.feedCount === 0)
})
