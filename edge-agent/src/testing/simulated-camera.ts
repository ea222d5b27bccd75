import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { PictureSink } from '../media/picture-source.ts'
import type { RunStart, StreamDescription } from '../media/track.ts'
import type { Random } from '../platform/random.ts'
import { testPicture } from './packets.ts'

export const simulatedDescription: StreamDescription = {
  video: {
    codec: 'h264',
    codecString: 'avc1.42c01e',
    decoderConfig: Uint8Array.from([1, 0x42, 0xc0, 0x1e, 0xff, 0xe0, 0]),
    width: 320,
    height: 180,
    clockRate: 90_000,
    frameRate: 10,
  },
  audio: null,
}

export interface SimulatedCameraOptions {
  readonly clock: Clock
  readonly random: Random
  readonly framesPerSecond?: number
  /** Pictures from one keyframe to the next. */
  readonly groupLength?: number
  readonly pictureBytes?: number
}

/** Sends pictures of noise at the pace of the clock, from the call of `start` until the returned function is called. */
export function simulatedCamera(options: SimulatedCameraOptions) {
  const { clock, random, framesPerSecond = 10, groupLength = 20, pictureBytes = 700 } = options
  const ticks = 90_000 / framesPerSecond
  return {
    start(sink: PictureSink): () => void {
      const run: RunStart = {
        runId: random.uuid(clock.wallMs()),
        description: simulatedDescription,
        wallStartMs: clock.wallMs(),
        clockUncertaintyMs: 5,
        clockSource: 'arrival',
      }
      sink.runStarted(run)
      let picture = 0
      const stop = clock.every(1000 / framesPerSecond, () => {
        const index = picture++
        const bytes = random.bytes(pictureBytes)
        const keyframe = index % groupLength === 0
        sink.packet(testPicture({ pts: index * ticks, keyframe, chunks: [bytes], arrivedAtMs: clock.monotonicMs() }))
      })
      return () => {
        stop()
        sink.runEnded('stopped')
      }
    },
  }
}
