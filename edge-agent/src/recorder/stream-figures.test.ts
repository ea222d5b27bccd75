import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { StreamFigures } from './stream-figures.ts'

test('heavy loss is in the status while it lasts; that it begins or ends is news, its figure is not', () => {
  let news = 0
  const figures = new StreamFigures('s', new SimulatedClock(0), () => void news++)
  figures.state({ state: 'streaming', transport: { over: 'tcp', because: 'preferred' } })
  assert.equal(figures.status().lostPercent, null)
  news = 0
  for (const percent of [2.1, 2.3, 1.8]) figures.loss(percent)
  assert.equal(news, 1)
  assert.equal(figures.status().lostPercent, 1.8)
  figures.loss(null)
  assert.equal(news, 2)
  assert.equal(figures.status().lostPercent, null)
})

test('a connection that ends takes its figure along', () => {
  const figures = new StreamFigures('s', new SimulatedClock(0), () => {})
  figures.state({ state: 'streaming', transport: { over: 'tcp', because: 'preferred' } })
  figures.loss(5)
  figures.state({ state: 'waiting', code: 'camera.unreachable', message: 'x', retryAtMs: 1 })
  assert.equal(figures.status().lostPercent, null)
})
