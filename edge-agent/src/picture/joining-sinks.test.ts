import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Clock, systemClock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'
import type { SupervisorEvents } from '../capture/supervisor.ts'
import type { JoinFrom } from '../media/picture-source.ts'
import type { RunStart } from '../media/track.ts'
import { testCameraPacket } from '../testing/packets.ts'
import { PassthroughSource } from './passthrough.ts'
import { asUnmasked } from './unmasked.ts'

const video = { codec: 'h264', codecString: 'avc1.64001f', decoderConfig: new Uint8Array() } as const
const audio = { codec: 'pcmu', codecString: 'ulaw', decoderConfig: new Uint8Array(), sampleRate: 8000 } as const
const runFrom = (wallStartMs: number): RunStart => ({
  runId: '01900000-0000-7000-8000-000000000000',
  description: {
    video: { ...video, width: 640, height: 360, clockRate: 90_000, frameRate: 10 },
    audio: { ...audio, channels: 1, clockRate: 8000 },
  },
  wallStartMs,
  clockUncertaintyMs: 0,
  clockSource: 'arrival',
})

/** A source whose camera is played by hand, at 10 s by both clocks. */
async function scene() {
  const now = { wallMs: 10_000, monotonicMs: 10_000 }
  const clock: Clock = { ...systemClock, wallMs: () => now.wallMs, monotonicMs: () => now.monotonicMs }
  const opened = Promise.withResolvers<SupervisorEvents>()
  const source = new PassthroughSource({
    camera: asUnmasked({ mask: null }),
    streamId: 's',
    capture: (events, signal) => {
      opened.resolve(events)
      return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
    },
    clock,
    log: pino({ level: 'silent' }),
    observer: { state: () => {}, run: () => {}, packet: () => {}, loss: () => {} },
  })
  const join = (from: JoinFrom) => {
    const heard: string[] = []
    source.subscribe(
      {
        runStarted: () => {},
        packet: ({ kind, pts }) => void heard.push(`${kind[0]}${pts}`),
        runEnded: () => {},
      },
      from,
    )
    return heard
  }
  join('group')
  const events = await opened.promise
  const picture = (pts: number, keyframe = false) => events.packet(testCameraPacket({ pts, keyframe }))
  const sound = (pts: number) => events.packet(testCameraPacket({ kind: 'audio', pts }))
  return { now, join, events, picture, sound }
}

test('a recording that was only interrupted begins with the first keyframe since then, stored ones too', async () => {
  const { now, join, events, picture } = await scene()
  const recorder = join({ takenFromMs: 8500 })
  const future = join({ takenFromMs: 99_000 })
  // The clock is set between: what is before and after stays.
  now.wallMs -= 3_600_000
  events.run(runFrom(now.wallMs - 3000), 'connected')
  for (const pts of [0, 90_000, 180_000, 270_000]) picture(pts, true)
  assert.deepEqual(recorder, ['v180000', 'v270000'], 'taken 3, 2, 1 and 0 s ago')
  assert.deepEqual(future, ['v270000'], 'what is still to come means now')
})

test('pictures shown before the keyframe that a recording begins with, and sound from before, are not for it', async () => {
  const { join, events, picture, sound } = await scene()
  events.run(runFrom(9000), 'connected')
  picture(0, true)
  const recorder = join('next-keyframe')
  picture(108_000, true)
  // Leading pictures and late sound were taken before recording was switched on, or may have been.
  for (const pts of [81_000, 90_000, 99_000]) picture(pts)
  sound(9599)
  sound(9600)
  picture(117_000)
  picture(216_000, true)
  picture(207_000)
  assert.deepEqual(recorder, ['v108000', 'a9600', 'v117000', 'v216000', 'v207000'])
})

test('capture is told since when a keyframe is waited for, until it has come', async () => {
  const { now, join, events, picture } = await scene()
  events.run(runFrom(10_000), 'connected')
  picture(0, true)
  assert.equal(events.awaitedSinceMs?.(), null)
  now.monotonicMs = now.wallMs = 10_500
  join('next-keyframe')
  join({ takenFromMs: 9000 })
  assert.equal(events.awaitedSinceMs?.(), 10_500)
  picture(90_000, true)
  assert.equal(events.awaitedSinceMs?.(), null)
})
