import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TransportMemory } from './transport-memory.ts'

const hourMs = 3_600_000

test('what was chosen is kept to; inside TLS it is TCP, whatever was chosen', () => {
  for (const choice of ['tcp', 'udp'] as const) {
    const memory = new TransportMemory(choice, false)
    const plan = memory.plan(0)
    assert.deepEqual(plan, { order: [choice], patienceMs: null })
    assert.deepEqual(memory.agreed(choice, plan), { over: choice, because: 'chosen' })
    assert.equal(memory.nothingCame(choice, 0), false)
    assert.deepEqual(memory.plan(1).order, [choice])
  }
  for (const choice of ['auto', 'tcp', 'udp'] as const) {
    const memory = new TransportMemory(choice, true)
    assert.deepEqual(memory.plan(0).order, ['tcp'])
    assert.equal(memory.agreed('tcp', memory.plan(0)).because, 'encrypted')
    assert.equal(memory.nothingCame('tcp', 0), false)
  }
})

test('silence over TCP is remembered for an hour, then TCP is tried again', () => {
  const memory = new TransportMemory('auto', false)
  assert.equal(memory.nothingCame('tcp', 0), true)
  memory.worked('udp')
  assert.deepEqual(memory.plan(hourMs - 1).order, ['udp'])
  assert.deepEqual(memory.plan(hourMs).order, ['tcp', 'udp'])
  assert.notEqual(memory.plan(hourMs).patienceMs, null)
})

test('where nothing comes over either, they are tried in turn, and TCP is given the time of the watchdog', () => {
  const memory = new TransportMemory('auto', false)
  memory.nothingCame('tcp', 0)
  assert.equal(memory.nothingCame('udp', 10_000), false)
  assert.deepEqual(memory.plan(20_000), { order: ['tcp', 'udp'], patienceMs: null })
  assert.equal(memory.nothingCame('tcp', 30_000), false, 'the next attempt comes with its pause')
  assert.deepEqual(memory.plan(31_000).order, ['udp'])
  memory.worked('tcp')
  assert.notEqual(memory.plan(40_000).patienceMs, null, 'forgiven once pictures come')
})

test('heavy loss over UDP asks for TCP again, and gives it the time of the watchdog', () => {
  const memory = new TransportMemory('auto', false)
  memory.nothingCame('tcp', 0)
  assert.equal(memory.agreed('udp', memory.plan(1)).because, 'tcp-silent')
  memory.heavyLoss()
  assert.deepEqual(memory.plan(2), { order: ['tcp', 'udp'], patienceMs: null })
})
