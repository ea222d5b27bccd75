import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import pino from 'pino'
import { startUpkeep } from './upkeep.ts'

/** How often each part was asked within a minute; `fault` is what they do about it. */
async function aMinuteWith(fault: Partial<Record<'ledger' | 'outbox' | 'retention' | 'configuration', () => unknown>>) {
  const clock = new SimulatedClock(0)
  const failed: string[] = []
  const log = pino({ level: 'error' }, { write: line => void failed.push(JSON.parse(line).name) })
  const counts = { ledger: 0, outbox: 0, retention: 0, configuration: 0 }
  const part = (name: keyof typeof counts) => () => {
    counts[name]++
    return fault[name]?.() as never
  }
  const end = startUpkeep({
    keeper: { tick: part('ledger') },
    outbox: { pump: part('outbox') },
    retention: { run: part('retention') },
    config: { refresh: part('configuration') },
    clock,
    log,
  })
  await clock.advance(60_000)
  return { clock, counts, failed, end }
}

/** The outbox is looked into every 2 s, and after every look at the ledger. */
const healthy = { ledger: 12, outbox: 30 + 12, retention: 2, configuration: 1 }

test('each part has its own rhythm, until it ends', async () => {
  const { clock, counts, failed, end } = await aMinuteWith({})
  assert.deepEqual(counts, healthy)
  assert.deepEqual(failed, [])
  end()
  await clock.advance(300_000)
  assert.deepEqual(counts, healthy)
})

test('one that fails, or never comes back, delays none of the others and is tried again', async () => {
  const { counts, failed } = await aMinuteWith({
    ledger: () => {
      throw new Error('the index cannot grow')
    },
    retention: () => Promise.reject(new Error('disk fails')),
    configuration: () => new Promise(() => undefined),
  })
  assert.deepEqual(counts, { ...healthy, outbox: 30 })
  assert.deepEqual(failed.toSorted(), [...Array(12).fill('ledger'), 'retention', 'retention'])
})
