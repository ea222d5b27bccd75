import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AudioSchedule, driftAllowed } from './audio-schedule.ts'

test('sound that comes evenly is played without a seam', () => {
  const schedule = new AudioSchedule()
  const first = schedule.place(100, 5, 100)
  for (let packet = 1; packet < 500; packet += 1) {
    const at = schedule.place(100 + packet * 0.02, 5 + packet * 0.02, 100 + packet * 0.02)
    assert.equal(at.reset, false)
    assert.ok(Math.abs(at.at - (first.at + packet * 0.02)) < 1e-9)
  }
})

test('sound delayed by half a second is back within the allowed drift at the next packet', () => {
  const schedule = new AudioSchedule()
  schedule.place(100, 5, 100)
  // The pictures went on; the sound of 0.5 s ago comes only now.
  const late = schedule.place(100.02, 5.52, 100.52)
  assert.equal(late.reset, true)
  const next = schedule.place(100.54, 5.54, 100.54)
  assert.ok(Math.abs(next.at - 5.54) < driftAllowed)
})
