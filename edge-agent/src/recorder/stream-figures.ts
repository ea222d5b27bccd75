import type { StreamFacts, StreamStatus, TransportUse } from '@nightjar/shared/domain/camera.ts'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Awaits, ConnectionState, WaitingState } from '../media/connection-state.ts'
import type { PicturePacket } from '../media/packet.ts'
import type { RunStart, StreamDescription } from '../media/track.ts'
import type { SourceObserver } from '../picture/owned-source.ts'

/** The rate is measured over at least this, ms. */
const rateWindowMs = 2_000

export function factsOf({ video, audio }: StreamDescription): StreamFacts {
  return {
    codec: video.codec,
    codecString: video.codecString,
    width: video.width,
    height: video.height,
    frameRate: video.frameRate,
    audio: audio && { codec: audio.codec, sampleRate: audio.sampleRate, channels: audio.channels },
  }
}

/** What is known and measured of one stream. */
export class StreamFigures implements SourceObserver {
  readonly #streamId: string
  readonly #clock: Clock
  readonly #changed: () => void
  #state: StreamStatus['state'] = 'stopped'
  #reason: string | null = null
  #waiting: WaitingState | null = null
  #awaits: Awaits | null = null
  #transport: TransportUse | null = null
  #facts: StreamFacts | null = null
  #lastPictureAtMs: number | null = null
  #bytes = 0
  #sinceMs: number
  #bitsPerSecond: number | null = null
  #lostPercent: number | null = null

  /** @param changed called when something worth saying at once has changed; figures alone are not. */
  constructor(streamId: string, clock: Clock, changed: () => void) {
    this.#streamId = streamId
    this.#clock = clock
    this.#changed = changed
    this.#sinceMs = clock.monotonicMs()
  }

  get isStreaming(): boolean {
    return this.#state === 'streaming'
  }

  state(state: ConnectionState | { readonly state: 'stopped' }): void {
    this.#state = state.state
    this.#waiting = state.state === 'waiting' ? state : null
    this.#reason = this.#waiting?.code ?? null
    this.#awaits = state.state === 'connecting' ? (state.awaits ?? null) : null
    this.#transport = state.state === 'streaming' ? state.transport : null
    if (state.state !== 'streaming') this.#forgetRate()
    this.#changed()
  }

  /** The stream does not run and will not, for this reason. */
  refused(reason: string): void {
    this.#state = 'stopped'
    this.#reason = reason
    this.#waiting = null
    this.#awaits = null
    this.#transport = null
    this.#changed()
  }

  run(run: RunStart): void {
    this.#facts = factsOf(run.description)
    this.#changed()
  }

  packet(packet: PicturePacket): void {
    this.#bytes += packet.byteLength
    if (packet.kind === 'video') this.#lastPictureAtMs = this.#clock.wallMs()
  }

  /** That loss is heavy, or over, is news; by how much is a figure. */
  loss(percent: number | null): void {
    const isNews = (percent === null) !== (this.#lostPercent === null)
    this.#lostPercent = percent
    if (isNews) this.#changed()
  }

  status(): StreamStatus {
    const elapsedMs = this.#clock.monotonicMs() - this.#sinceMs
    if (this.isStreaming && elapsedMs >= rateWindowMs) {
      this.#bitsPerSecond = Math.round((this.#bytes * 8000) / elapsedMs)
      this.#bytes = 0
      this.#sinceMs += elapsedMs
    }
    return {
      streamId: this.#streamId,
      state: this.#state,
      reason: this.#reason,
      ...(this.#awaits === null ? {} : { awaits: this.#awaits }),
      message: this.#waiting && moreExact(this.#waiting),
      certificate: this.#waiting?.certificate ?? null,
      retryAtMs: this.#waiting && Math.round(this.#waiting.retryAtMs),
      transport: this.#transport,
      lastPictureAtMs: this.#lastPictureAtMs === null ? null : Math.round(this.#lastPictureAtMs),
      facts: this.#facts,
      bitsPerSecond: this.#bitsPerSecond,
      lostPercent: this.#lostPercent,
    }
  }

  #forgetRate(): void {
    this.#bytes = 0
    this.#bitsPerSecond = null
    this.#lostPercent = null
    this.#sinceMs = this.#clock.monotonicMs()
  }
}

/** Who reads the code has its sentence already. */
const moreExact = ({ code, message }: WaitingState): string | null =>
  message === errorCodes[code].remedy ? null : message.slice(0, 300)
