import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { createPaced } from './paced.ts'

test('work on the disk takes half of the time, whether its steps are long or short', async () => {
  const clock = new SimulatedClock(0)
  const slept: number[] = []
  const sleep = async (ms: number) => void slept.push(ms)
  const paced = createPaced({ monotonicMs: () => clock.monotonicMs(), sleep })
  const { signal } = new AbortController()
  let workedMs = 0
  for (const ms of [300, ...Array.from({ length: 100 }, () => 2), 1000]) {
    workedMs += ms
    assert.equal(await paced(signal, () => clock.advance(ms).then(() => 'done')), 'done')
  }
  const sleptMs = slept.reduce((sum, ms) => sum + ms, 0)
  assert.ok(workedMs - sleptMs < 25, `${workedMs} ms of work, ${sleptMs} ms of pauses`)
  assert.ok(slept.length < 15, `${slept.length} pauses`)
})

test('a pause ends where all ends', async () => {
  const clock = new SimulatedClock(0)
  const stopping = new AbortController()
  const done = createPaced(clock)(stopping.signal, () => clock.advance(60_000))
  await clock.advance(0)
  stopping.abort()
  await done
})
