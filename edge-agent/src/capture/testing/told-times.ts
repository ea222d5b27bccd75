import assert from 'node:assert/strict'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { RunStart } from '../../media/track.ts'
import { testRandom } from '../../testing/records.ts'
import type { VideoConfig } from '../rtp/depacketizer.ts'
import type { ClockPoint } from '../rtp/receiver.ts'
import { RunBuilder } from '../run-builder.ts'
import type { RunCause } from '../source.ts'
import type { SentPicture } from './simulated-link.ts'

export const startMs = 1_800_000_000_000

/** What was said of one picture; times in ms since the start. */
export interface ToldPicture extends SentPicture {
  readonly run: number
  readonly pts: number
  /** When it was taken, as we say. */
  readonly saidMs: number
  /** When it was taken, as our wall clock stood when it came. */
  readonly trueMs: number
  /** By how much our wall clock had been set since the start when it came, ms. */
  readonly wallErrorMs: number
  readonly uncertaintyMs: number
}

export interface Told {
  readonly runs: readonly RunStart[]
  readonly causes: readonly RunCause[]
  readonly pictures: readonly ToldPicture[]
}

export interface Watching {
  readonly config?: Partial<VideoConfig>
  /** By how much our wall clock is wrong at that time, ms; it is right where this is left out. */
  readonly wallErrorMs?: (nowMs: number) => number
  readonly report?: (nowMs: number) => ClockPoint | null
  /** Sees each picture before it is handed on. */
  readonly change?: (picture: SentPicture, index: number) => { readonly config?: VideoConfig }
}

export const config: VideoConfig = {
  codec: 'h264',
  codecString: 'avc1.42c016',
  decoderConfig: new Uint8Array([1]),
  width: 640,
  height: 360,
  frameRate: 15,
  reorders: false,
}

/** Hands the pictures of one connection to a {@link RunBuilder} as they come, and keeps what it says of them. */
export function told(pictures: readonly SentPicture[], watching: Watching = {}): Told {
  const { wallErrorMs = () => 0, report = () => null } = watching
  let nowMs = 0
  const wall = () => startMs + nowMs + wallErrorMs(nowMs)
  const clock: Clock = {
    wallMs: wall,
    monotonicMs: () => nowMs,
    sleep: () => assert.fail('nothing sleeps'),
    every: () => assert.fail('nothing repeats'),
  }
  const runs: RunStart[] = []
  const causes: RunCause[] = []
  const out: ToldPicture[] = []
  let current: SentPicture | null = null
  const builder = new RunBuilder({
    clock,
    random: testRandom(1),
    events: {
      run: (run, cause) => {
        runs.push(run)
        causes.push(cause)
      },
      packet: ({ pts }) => {
        const run = runs.at(-1)!
        const saidMs = run.wallStartMs + pts / 90 - startMs
        const off = wallErrorMs(nowMs)
        const trueMs = current!.takenMs + off
        const more = { run: runs.length - 1, pts, saidMs, trueMs, wallErrorMs: off }
        out.push({ ...current!, ...more, uncertaintyMs: run.clockUncertaintyMs })
      },
    },
    audio: null,
    videoClock: () => report(nowMs),
    audioClock: () => null,
  })
  for (const [i, picture] of pictures.entries()) {
    current = picture
    nowMs = picture.arrivedMs
    const { timestamp, keyframe, afterLoss } = picture
    const changed = watching.change?.(picture, i).config ?? { ...config, ...watching.config }
    const fields = { timestamp, keyframe, afterLoss, damaged: false, data: new Uint8Array(1) }
    builder.video({ ...fields, arrivedAtMs: nowMs, config: changed })
  }
  return { runs, causes, pictures: out }
}

/** No picture is further from its time than is said. */
export function assertTrue({ pictures }: Pick<Told, 'pictures'>, why: string): void {
  for (const { saidMs, trueMs, uncertaintyMs, takenMs, run } of pictures) {
    const errorMs = saidMs - trueMs
    assert.ok(
      Math.abs(errorMs) <= uncertaintyMs,
      `${why}: picture of ${takenMs} ms in run ${run} is ${Math.round(errorMs)} ms off, said was ${uncertaintyMs}`,
    )
  }
}
