import type { LiveTicket } from '@nightjar/shared/api/live.ts'
import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'
import { after } from '@nightjar/shared/platform/clock.ts'
import type { Result } from '../api/result.ts'
import { AudioPlayer } from './audio-player.ts'
import { isBrowserStart } from './browser-start.ts'
import { FrameRateMeter } from './frame-rate-meter.ts'
import { chooseRung, type PlayerAbilities, type Rung } from './ladder.ts'
import { connectLive, type OpenSocket } from './live-connection.ts'
import { afterClose, type LiveEvent, type LiveState, nextLiveState } from './live-state.ts'
import { MseSink } from './mse-sink.ts'
import type { PlayerClock } from './player-clock.ts'
import { reconnectMs } from './reconnect.ts'
import type { VideoSink } from './video-sink.ts'
import { WebCodecsSink } from './webcodecs-sink.ts'
import type { MediaPacket, WireMessage } from './wire-message.ts'

interface LivePlayerDeps {
  readonly container: HTMLElement
  readonly clock: PlayerClock
  readonly random: () => number
  readonly abilities: PlayerAbilities
  readonly openSocket: OpenSocket
  readonly getTicket: (signal: AbortSignal) => Promise<Result<LiveTicket>>
  readonly onChange: (snapshot: LiveSnapshot) => void
}

export interface LiveSnapshot {
  readonly state: LiveState
  readonly rung: Rung | null
  readonly head: StreamHead | null
  /** Pictures per second on the screen. */
  readonly frameRate: number | null
  /** From the camera's clock to the screen, ms; as good as the two clocks agree. */
  readonly latencyMs: number | null
  readonly lastPictureMs: number | null
  readonly audible: boolean
}

/** No picture for this long is a stall, whatever the relay says. */
const silenceMs = 6000
const muchLaterMs = 30_000

/** Shows one live stream in `container`: supervises connections, and keeps the rung, the sound and the figures. */
export class LivePlayer {
  readonly #deps: LivePlayerDeps
  readonly #meter = new FrameRateMeter()
  readonly #failedRungs = new Set<Rung>()
  #state: LiveState = { kind: 'paused' }
  #attempt = 0
  #abort = new AbortController()
  #disconnect: (() => void) | null = null
  #cancelTimer: (() => void) | null = null
  #cancelSilence: (() => void) | null = null
  #cancelReport: (() => void) | null = null
  #sink: VideoSink | null = null
  #rung: Rung | null = null
  #head: StreamHead | null = null
  /** Packets that came while the rung was being chosen. */
  #early: MediaPacket[] | null = null
  #audio: AudioPlayer | null = null
  #pictureTimestamp: number | null = null
  #lastPictureMs: number | null = null

  constructor(deps: LivePlayerDeps) {
    this.#deps = deps
  }

  start(): void {
    if (this.#state.kind !== 'paused') return
    this.#attempt = 0
    void this.#connect()
  }

  pause(): void {
    this.#apply({ kind: 'pause' })
    this.#dropConnection()
    this.#dropSink()
  }

  retryNow(): void {
    if (this.#state.kind !== 'waiting' && this.#state.kind !== 'unsupported') return
    this.#failedRungs.clear()
    this.#attempt = 0
    void this.#connect()
  }

  setAudible(audible: boolean): void {
    if (audible === (this.#audio !== null)) return
    this.#audio?.close()
    this.#audio = audible ? new AudioPlayer(() => this.#pictureTimestamp) : null
    this.#audio?.configure(this.#head?.audio ?? null)
    this.#report()
  }

  close(): void {
    this.pause()
    this.#audio?.close()
    this.#audio = null
    this.#cancelReport?.()
  }

  async #connect(): Promise<void> {
    this.#dropConnection()
    const abort = new AbortController()
    this.#abort = abort
    this.#apply({ kind: 'start' })
    const ticket = await this.#deps.getTicket(abort.signal)
    if (abort.signal.aborted || ticket.kind === 'aborted') return
    if (ticket.kind === 'failed') {
      this.#lost(ticket.problem.code, ticket.problem.detail, 'later')
      return
    }
    this.#apply({ kind: 'ticket' })
    this.#disconnect = connectLive(ticket.value, this.#deps.openSocket, {
      onOpen: () => this.#apply({ kind: 'socket-open' }),
      onMessage: message => this.#take(message),
      onClose: (code, reason) => this.#lost(reason === '' ? null : reason, null, afterClose(code)),
    })
  }

  #lost(reason: string | null, sentence: string | null, when: 'at-once' | 'later' | 'much-later'): void {
    this.#dropConnection()
    this.#attempt += 1
    const waits = { 'at-once': 100, later: reconnectMs(this.#attempt, this.#deps.random), 'much-later': muchLaterMs }
    // A relay that sends everybody away again and again is not asked ten times a second.
    const wait = this.#attempt > 2 ? Math.max(waits[when], waits.later) : waits[when]
    this.#apply({ kind: 'lost', reason, sentence, retryAtMs: this.#deps.clock.wallMs() + wait })
    this.#cancelTimer = after(this.#deps.clock, wait, () => void this.#connect())
  }

  #take(message: WireMessage): void {
    switch (message.kind) {
      case 'head':
        void this.#configure(message.head)
        return
      case 'video':
        this.#takeVideo(message.packet)
        return
      case 'audio':
        this.#audio?.decode(message.packet)
        return
      case 'control':
        if (message.control.kind === 'state')
          this.#apply({ kind: 'stream-state', state: message.control.state, reason: message.control.reason })
        return
    }
  }

  #takeVideo(sent: MediaPacket): void {
    const isStart = sent.keyframe && this.#head !== null && isBrowserStart(this.#head.video.codec, sent.data)
    if (sent.keyframe && !isStart) this.#apply({ kind: 'no-start' })
    const packet = sent.keyframe === isStart ? sent : { ...sent, keyframe: isStart }
    if (this.#early !== null) this.#early.push(packet)
    else this.#sink?.decode(packet)
  }

  async #configure(head: StreamHead): Promise<void> {
    this.#head = head
    this.#early = []
    this.#apply({ kind: 'head' })
    this.#audio?.configure(head.audio)
    const choice = await chooseRung(head.video, this.#deps.abilities, this.#failedRungs)
    if (this.#head !== head || this.#disconnect === null) return
    if ('sentence' in choice) {
      this.#dropConnection()
      this.#dropSink()
      this.#apply({ kind: 'unsupported', sentence: choice.sentence })
      return
    }
    if (choice.rung !== this.#rung) this.#dropSink()
    this.#sink ??= this.#openSink(choice.rung)
    this.#rung = choice.rung
    this.#sink.configure(head.video)
    const early = this.#early ?? []
    this.#early = null
    for (const packet of early) this.#sink.decode(packet)
    this.#report()
  }

  #openSink(rung: Rung): VideoSink {
    const events = {
      onPicture: (timestamp: number) => this.#shown(timestamp),
      onFailed: () => {
        this.#failedRungs.add(rung)
        this.#dropSink()
        void this.#connect()
      },
    }
    return rung === 'webcodecs'
      ? new WebCodecsSink(this.#deps.container, this.#deps.clock, events)
      : new MseSink(this.#deps.container, events)
  }

  #shown(timestamp: number): void {
    const now = this.#deps.clock.wallMs()
    this.#pictureTimestamp = timestamp
    this.#lastPictureMs = now
    this.#attempt = 0
    this.#meter.shown(now)
    if (this.#state.kind !== 'playing') this.#apply({ kind: 'picture' })
    this.#cancelSilence ??= after(this.#deps.clock, silenceMs, () => this.#watchSilence())
    this.#cancelReport ??= after(this.#deps.clock, 1000, () => this.#report())
  }

  #watchSilence(): void {
    const quietMs = this.#deps.clock.wallMs() - (this.#lastPictureMs ?? 0)
    this.#cancelSilence = null
    if (quietMs >= silenceMs) this.#apply({ kind: 'silence' })
    else this.#cancelSilence = after(this.#deps.clock, silenceMs - quietMs, () => this.#watchSilence())
  }

  #apply(event: LiveEvent): void {
    const next = nextLiveState(this.#state, event, this.#lastPictureMs ?? this.#deps.clock.wallMs())
    if (next === this.#state) return
    this.#state = next
    this.#report()
  }

  #report(): void {
    this.#cancelReport?.()
    this.#cancelReport = null
    const now = this.#deps.clock.wallMs()
    const playing = this.#state.kind === 'playing'
    this.#deps.onChange({
      state: this.#state,
      rung: this.#rung,
      head: this.#head,
      frameRate: playing ? this.#meter.rate(now) : null,
      latencyMs:
        playing && this.#pictureTimestamp !== null
          ? (this.#lastPictureMs ?? now) - this.#pictureTimestamp * 1000
          : null,
      lastPictureMs: this.#lastPictureMs,
      audible: this.#audio !== null,
    })
  }

  #dropConnection(): void {
    this.#abort.abort()
    this.#disconnect?.()
    this.#disconnect = null
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#cancelSilence?.()
    this.#cancelSilence = null
    this.#early = null
  }

  #dropSink(): void {
    this.#sink?.close()
    this.#sink = null
    this.#rung = null
  }
}
