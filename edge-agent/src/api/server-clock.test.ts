import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { createServerClock } from './server-clock.ts'

test('before anything was learned it is the own wall clock, afterwards that of the control plane, whatever ours does', async () => {
  const clock = new SimulatedClock(1_000_000)
  const server = createServerClock(clock)
  assert.equal(server.nowMs(), 1_000_000)
  const sentAt = clock.monotonicMs()
  await clock.advance(200)
  // Said somewhere within those 200 ms: taken for their middle.
  server.learn(5_000_000, sentAt)
  assert.equal(server.nowMs(), 5_000_100)
  clock.stepWall(-86_400_000)
  await clock.advance(1_000)
  assert.equal(server.nowMs(), 5_001_100)
})

test('the newest answer counts', async () => {
  const clock = new SimulatedClock(0)
  const server = createServerClock(clock)
  server.learn(10_000, clock.monotonicMs())
  await clock.advance(60_000)
  server.learn(69_000, clock.monotonicMs())
  assert.equal(server.nowMs(), 69_000)
})
