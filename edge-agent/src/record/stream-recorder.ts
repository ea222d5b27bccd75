import { toMs } from '@nightjar/shared/mp4/ticks.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { PicturePacket } from '../media/packet.ts'
import type { RunStart } from '../media/track.ts'
import type { Fragment, SegmentSetup } from './fragment.ts'
import { Fragmenter } from './fragmenter.ts'
import { Pace } from './pace.ts'
import type { StreamRecorder, StreamRecorderOptions } from './stream-recorder-contract.ts'
import { StreamWriter } from './stream-writer.ts'

class Recorder implements StreamRecorder {
  readonly givesBack = true
  readonly #writer: StreamWriter
  #setup: SegmentSetup
  #run: RunStart | null = null
  #fragmenter: Fragmenter | null = null
  readonly #clock: Clock
  readonly #pace = new Pace()
  /** Of the newest picture, monotonic. */
  #lastArrivalMs = 0
  /** Of the last fragment. */
  #endTicks = 0
  #stopped: Promise<void> | null = null

  constructor(options: StreamRecorderOptions) {
    this.#writer = new StreamWriter(options)
    this.#setup = setupOf(options)
    this.#clock = options.clock
  }

  runStarted(run: RunStart): void {
    if (this.#stopped) return
    this.#finishStretch(run.isSeamless ? Math.round(run.wallStartMs) : null)
    this.#pace.restart()
    this.#run = run
    this.#beginStretch(run)
  }

  packet(packet: PicturePacket): void {
    if (this.#stopped || !this.#run || !this.#fragmenter) {
      packet.lease?.done()
      return
    }
    if (packet.kind === 'video') {
      if (this.#pace.isGap(packet, this.#run.description.video.clockRate)) {
        this.#finishStretch()
        this.#beginStretch(this.#run)
      }
      this.#lastArrivalMs = packet.arrivedAtMs
    }
    this.#take(this.#fragmenter.push(packet))
  }

  runEnded(): void {
    this.#finishStretch()
    this.#run = null
  }

  state() {
    const pending = this.#fragmenter?.pendingStart ?? null
    const pendingFromMs =
      pending === null || !this.#run
        ? null
        : Math.round(this.#run.wallStartMs) + toMs(pending, this.#run.description.video.clockRate)
    return {
      recording: this.#writer.isRecording,
      openSegmentStartMs: this.#writer.undecidedFromMs ?? pendingFromMs,
      queuedBytes: this.#writer.queuedBytes + (this.#fragmenter?.pendingBytes ?? 0),
    }
  }

  reconfigure(settings: Pick<StreamRecorderOptions, 'settings' | 'configVersion'>): void {
    this.#setup = setupOf(settings)
    this.#fragmenter?.reconfigure(this.#setup)
  }

  stop(): Promise<void> {
    if (!this.#stopped) {
      this.#finishStretch()
      this.#stopped = this.#writer.stop()
    }
    return this.#stopped
  }

  #beginStretch(run: RunStart): void {
    this.#fragmenter = new Fragmenter(run.description, this.#setup)
  }

  /** @param seamMs where the run that follows without a gap begins, wall ms; null where none does. */
  #finishStretch(seamMs: number | null = null): void {
    if (!this.#fragmenter) return
    this.#take(this.#fragmenter.finish(this.#clock.monotonicMs() - this.#lastArrivalMs))
    this.#fragmenter = null
    const endTicks = this.#endTicks
    this.#writer.push({ kind: 'end', seam: seamMs === null ? null : { endTicks, wallMs: seamMs } })
  }

  #take(fragments: readonly Fragment[]): void {
    for (const fragment of fragments) {
      this.#endTicks = fragment.endTicks
      this.#writer.push({ kind: 'fragment', run: this.#run!, fragment })
    }
  }
}

function setupOf({ settings, configVersion }: Pick<StreamRecorderOptions, 'settings' | 'configVersion'>): SegmentSetup {
  return { segmentSeconds: settings.segmentSeconds, audio: settings.audio, configVersion }
}

export const createStreamRecorder = (options: StreamRecorderOptions): StreamRecorder => new Recorder(options)
