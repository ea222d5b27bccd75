import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { startLinkProxy } from '../../rig/link-proxy.ts'
import { startGstCamera } from '../../rtsp-servers/gst-camera.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { Reception } from './reception.ts'
import { gstSkip } from './servers.ts'

/** Less than the watchdog's ten seconds, more than any window of a mapping by arrival alone would bear. */
const pauseMs = 8000

test('a link that holds every byte for eight seconds starts no run and leaves no hole; what comes late is told as early as it was', {
  skip: gstSkip(),
  timeout: 120_000,
}, async () => {
  const server = await startGstCamera('--gop', '30', '--kbps', '300')
  const proxy = await startLinkProxy(server.port)
  const ours = new Reception(`rtsp://127.0.0.1:${proxy.port}/main`, 'tcp')
  try {
    await ours.pictures(60)
    assert.equal(ours.error, null)
    await proxy.set('silent')
    await wait(pauseMs)
    const { length: before } = ours.video
    const openedAtMs = systemClock.monotonicMs()
    await proxy.set('open')
    const isCaughtUp = () => systemClock.monotonicMs() - openedAtMs > 4000 && ours.video.length > before + 7 * 15
    await waitUntil('the pictures that were held', 60_000, isCaughtUp)
    assert.equal(ours.error, null)
    const causes = ours.runs.map(({ cause }) => cause)
    assert.deepEqual(causes, ['connected'])
    const steps = ours.video.slice(1).map((picture, i) => picture.pts - ours.video[i]!.pts)
    assert.ok(
      steps.every(step => step === 6000),
      'nothing was lost',
    )
    const wallMinusMonotonicMs = systemClock.wallMs() - systemClock.monotonicMs()
    const { wallStartMs, clockUncertaintyMs } = ours.runs[0]!.run
    const lateMs = ours.video.map(
      ({ arrivedAtMs, pts }) => arrivedAtMs + wallMinusMonotonicMs - (wallStartMs + pts / 90),
    )
    assert.ok(Math.max(...lateMs) > pauseMs / 2, 'the pause was one')
    assert.ok(Math.min(...lateMs) >= -clockUncertaintyMs, 'no picture is told later than it came')
  } finally {
    await ours.stop()
    await proxy.stop()
    await server.stop()
  }
})
