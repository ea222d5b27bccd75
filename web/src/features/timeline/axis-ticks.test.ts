import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axisTicks } from './axis-ticks.ts'

const at = (text: string) => new Date(text).getTime()

test('ticks are round times, far enough apart to read', () => {
  const view = { from: at('2026-11-20T10:07:30'), to: at('2026-11-20T14:07:30') }
  const { ticks, step } = axisTicks(view, 1200, () => 100)
  assert.equal(step, 30 * 60_000)
  assert.equal(ticks[0]?.atMs, at('2026-11-20T10:30:00'))
  assert.equal(ticks.length, 8)
})

test('midnight is marked, whatever the step', () => {
  for (const hours of [1, 8, 60, 400]) {
    const middle = at('2026-11-20T00:00:00')
    const { ticks } = axisTicks({ from: middle - hours * 1_800_000, to: middle + hours * 1_800_000 }, 800, () => 90)
    const marked = ticks.filter(tick => tick.day).map(tick => tick.atMs)
    if (hours <= 60) assert.ok(marked.includes(middle), `${hours} h`)
    else assert.ok(marked.length > 0)
  }
})

test('the longest view has a handful of ticks, not thousands', () => {
  const { ticks } = axisTicks({ from: at('2026-10-01T00:00:00'), to: at('2026-11-01T00:00:00') }, 390, () => 70)
  assert.ok(ticks.length >= 2 && ticks.length <= 6)
})
