import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import pino from 'pino'
import { createFactBus } from '../facts/fact-bus.ts'
import { startHeartbeat } from './heartbeat.ts'

function setUp() {
  const clock = new SimulatedClock(0)
  const log = pino({ level: 'silent' })
  const facts = createFactBus(log)
  const stopping = new AbortController()
  const sentAt: number[] = []
  const link = { isUp: true, isFailing: false }
  let reports = 0
  startHeartbeat({
    report: async () => {
      reports++
      return { state: 'offline' }
    },
    session: {
      connected: () => link.isUp,
      publish: async () => {
        if (link.isFailing) throw new Error('link is down')
        sentAt.push(clock.monotonicMs())
      },
    },
    facts,
    clock,
    log,
    signal: stopping.signal,
  })
  return { clock, facts, stopping, sentAt, link, reports: () => reports }
}

test('it beats every 15 s, for as long as the agent runs', async () => {
  const { clock, stopping, sentAt } = setUp()
  await clock.advance(46_000)
  assert.deepEqual(sentAt, [15_000, 30_000, 45_000])
  stopping.abort()
  await clock.advance(60_000)
  assert.equal(sentAt.length, 3)
})

test('changes that come together are told in one beat, soon', async () => {
  const { clock, facts, sentAt } = setUp()
  await clock.advance(1_000)
  facts.publish({ kind: 'linkChanged', isUp: true })
  facts.publish({ kind: 'cameraChanged', cameraId: 'a' })
  await clock.advance(100)
  facts.publish({ kind: 'cameraChanged', cameraId: 'b' })
  await clock.advance(1_000)
  assert.deepEqual(sentAt, [1_300])
  facts.publish({ kind: 'cameraChanged', cameraId: 'a' })
  await clock.advance(1_000)
  assert.deepEqual(sentAt, [1_300, 2_400])
})

test('each fact that the report speaks of sets it off; a link that went down does not', async () => {
  const { clock, facts, sentAt } = setUp()
  facts.publish({ kind: 'linkChanged', isUp: false })
  facts.publish({ kind: 'outboxAcknowledged' })
  await clock.advance(500)
  assert.deepEqual(sentAt, [])
  for (const fact of [
    { kind: 'segmentRecorded', manifest: {} as SegmentManifest },
    { kind: 'cameraChanged', cameraId: 'a' },
    { kind: 'recorderLost' },
    { kind: 'configApplied', version: 1, ok: true },
    { kind: 'linkChanged', isUp: true },
  ] as const) {
    const before: number = sentAt.length
    facts.publish(fact)
    await clock.advance(400)
    assert.equal(sentAt.length, before + 1, fact.kind)
  }
})

test('while the link is down nothing is gathered up, and a beat that fails is not the last', async () => {
  const { clock, facts, sentAt, link, reports } = setUp()
  link.isUp = false
  facts.publish({ kind: 'cameraChanged', cameraId: 'a' })
  await clock.advance(30_000)
  assert.equal(reports(), 0)
  link.isUp = true
  link.isFailing = true
  await clock.advance(15_000)
  assert.equal(reports(), 1)
  link.isFailing = false
  await clock.advance(15_000)
  assert.deepEqual(sentAt, [60_000])
})
