import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { testId } from '../testing/records.ts'
import type { RecorderCamera } from './ipc.ts'
import { RecordingWishes } from './recording-wishes.ts'

const t0 = 1_760_000_000_000
const recording = {
  mode: 'continuous',
  segmentSeconds: 5,
  retentionDays: null,
  quotaBytes: null,
  audio: false,
} as const
const camera: RecorderCamera = {
  cameraId: testId(),
  name: 'yard',
  mask: null,
  streams: [],
  credentials: null,
  recording,
  configVersion: 1,
}
const mask = { version: 1, geometryHash: '0'.repeat(64) }
const off = { ...camera, recording: { ...recording, mode: 'off' as const } }

async function scene() {
  const clock = new SimulatedClock(t0)
  const wishes = new RecordingWishes(clock)
  const from = (accountedToMs: number | null = t0 - 60_000) =>
    wishes.recordableFromMs(() => accountedToMs)[camera.cameraId]
  return { clock, wishes, from }
}

test('what was wanted all along may be recorded from where the ledger ends, or from the agent’s start', async () => {
  const { clock, wishes, from } = await scene()
  wishes.heard([camera])
  await clock.advance(5000)
  wishes.heard([{ ...camera, configVersion: 2 }])
  assert.equal(from(), t0)
  assert.equal(from(t0 + 2000), t0 + 2000)
  assert.equal(from(null), t0 + 5000, 'of a camera without a ledger nothing is known')
})

for (const [what, before] of [
  ['switched off', [off]],
  ['masked', [{ ...camera, mask }]],
  ['not there', []],
] as const)
  test(`nothing is recorded of the time in which a camera was ${what}, whatever the wall clock is set to`, async () => {
    const { clock, wishes, from } = await scene()
    wishes.heard([camera])
    wishes.heard(before)
    await clock.advance(5000)
    wishes.heard([camera])
    await clock.advance(1000)
    assert.equal(from(), t0 + 5000)
    clock.stepWall(3_600_000)
    assert.equal(from(), t0 + 5000 + 3_600_000)
  })
