import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { SupervisorEvents } from '../capture/supervisor.ts'
import type { ConnectionState } from '../media/connection-state.ts'
import type { CameraPacket, PacketFields, PicturePacket } from '../media/packet.ts'
import type { JoinFrom, PictureSink, PictureSource } from '../media/picture-source.ts'
import type { RunStart } from '../media/track.ts'
import type { Log } from '../platform/log.ts'
import { GroupCache } from './group-cache.ts'
import { JoiningSinks } from './joining-sinks.ts'
import type { SourceObserver } from './owned-source.ts'
import type { Unmasked } from './unmasked.ts'

/** Keeps one stream of the camera coming until the signal: attempts, pauses and lockouts are its business. */
export type Capture = (events: SupervisorEvents, signal: AbortSignal) => Promise<void>

export interface PassthroughOptions {
  /** Proof that the pictures may be shown as they are. */
  readonly camera: Unmasked<{ readonly mask: object | null }>
  readonly streamId: string
  readonly capture: Capture
  readonly observer: SourceObserver
  readonly clock: Clock
  readonly log: Log
}

/** Most that is kept of a group of pictures, bytes: 8 s at 8 Mb/s. */
const groupBytes = 8 * 1024 * 1024
/** A viewer who comes back within this finds the camera still connected, ms. */
const lingerMs = 10_000

/** Not a fault: the way to the camera was changed, and it is connected to anew. */
const reconnecting = 'reconnecting'

/** With a camera that has no mask its packets are pictures that may be shown: this is the only place that says so. */
const unmasked = (packet: CameraPacket): PicturePacket => packet as PacketFields as PicturePacket

/**
 * The pictures of one stream as the camera sends them. Connected while at least one sink is subscribed, with one
 * connection however many there are.
 */
export class PassthroughSource implements PictureSource {
  readonly streamId: string
  readonly #options: PassthroughOptions
  readonly #sinks = new Set<PictureSink>()
  readonly #joining = new JoiningSinks()
  readonly #group = new GroupCache(groupBytes)
  #capture: Capture
  #connection: AbortController | null = null
  #lastConnection: Promise<void> = Promise.resolve()
  #linger: AbortController | null = null
  #run: RunStart | null = null
  /** When the run began. */
  #wallMinusMonotonicMs = 0
  #waitingFor: string | null = null
  #isClosed = false

  constructor(options: PassthroughOptions) {
    this.streamId = options.streamId
    this.#options = options
    this.#capture = options.capture
  }

  subscribe(sink: PictureSink, from: JoinFrom = 'group'): () => void {
    if (this.#isClosed) {
      sink.closed?.('resource.not-found')
      return () => {}
    }
    this.#sinks.add(sink)
    this.#linger?.abort()
    this.#linger = null
    if (from !== 'group') this.#joining.join(sink, this.#sinceMs(from))
    if (this.#run) {
      const run = this.#run
      this.#guard(sink, () => {
        sink.runStarted(run)
        if (from !== 'group') return
        for (const packet of this.#group.packets) {
          if (sink.givesBack) packet.lease?.join()
          else packet.lease?.keepForGood()
          sink.packet(packet)
        }
      })
    } else {
      this.#guard(sink, () => sink.waiting?.(this.#waitingFor))
      this.#connect()
    }
    return () => this.#unsubscribe(sink)
  }

  /** Goes on with another address or password; the sinks stay. */
  recapture(capture: Capture): void {
    this.#capture = capture
    if (this.#connection === null) return
    this.#disconnect(reconnecting)
    this.#connect(reconnecting)
  }

  /** Ends everything at once. Resolves when the connection is gone. */
  async close(reason: string): Promise<void> {
    this.#isClosed = true
    this.#linger?.abort()
    this.#disconnect('stopped')
    const sinks = [...this.#sinks]
    this.#sinks.clear()
    for (const sink of sinks) {
      this.#joining.leave(sink)
      this.#guard(sink, () => sink.closed?.(reason))
    }
    await this.#lastConnection
  }

  #unsubscribe(sink: PictureSink): void {
    this.#joining.leave(sink)
    if (!this.#sinks.delete(sink) || this.#sinks.size > 0 || this.#isClosed) return
    const linger = new AbortController()
    this.#linger = linger
    this.#options.clock.sleep(lingerMs, linger.signal).then(
      () => this.#disconnect('stopped'),
      () => {},
    )
  }

  /** @param waitingFor what sinks are told while there is no run yet. */
  #connect(waitingFor: string | null = null): void {
    if (this.#connection !== null) return
    const connection = new AbortController()
    this.#connection = connection
    this.#waitingFor = waitingFor
    const before = this.#lastConnection
    const isCurrent = () => this.#connection === connection
    const events: SupervisorEvents = {
      state: state => isCurrent() && this.#stateChanged(state),
      run: run => isCurrent() && this.#runStarted(run),
      packet: packet => isCurrent() && this.#packet(unmasked(packet)),
      loss: percent => isCurrent() && this.#options.observer.loss(percent),
      awaitedSinceMs: () => (isCurrent() ? this.#joining.awaitedSinceMs : null),
      failed: error =>
        this.#options.log.info(
          { streamId: this.streamId, code: error.code, detail: error.detail },
          'camera attempt ended',
        ),
    }
    // One connection per stream: the old one is gone before the next begins.
    this.#lastConnection = before
      .then(() => (connection.signal.aborted ? undefined : this.#capture(events, connection.signal)))
      .catch(error => this.#options.log.error({ streamId: this.streamId, err: error }, 'capture gave up'))
  }

  #disconnect(reason: string): void {
    if (this.#connection === null) return
    this.#connection.abort()
    this.#connection = null
    this.#runEnded(reason)
    this.#options.observer.state({ state: 'stopped' })
  }

  #stateChanged(state: ConnectionState): void {
    this.#options.observer.state(state)
    if (state.state === 'streaming') return
    this.#waitingFor = state.state === 'waiting' ? state.code : this.#waitingFor
    if (state.state === 'waiting') this.#runEnded(state.code)
    if (this.#run === null) this.#each(sink => sink.waiting?.(this.#waitingFor))
  }

  #runStarted(run: RunStart): void {
    this.#run = run
    this.#waitingFor = null
    this.#group.clear()
    const { clock } = this.#options
    this.#wallMinusMonotonicMs = clock.wallMs() - clock.monotonicMs()
    this.#joining.runStarted()
    this.#options.observer.run(run)
    this.#each(sink => sink.runStarted(run))
  }

  #runEnded(reason: string): void {
    if (this.#run === null) return
    this.#run = null
    this.#group.clear()
    this.#each(sink => sink.runEnded(reason))
  }

  #packet(packet: PicturePacket): void {
    const isKept = this.#group.add(packet)
    this.#options.observer.packet(packet)
    if (this.#run && packet.kind === 'video' && packet.keyframe)
      this.#joining.keyframe(packet, this.#run.description, this.#takenMs(packet, this.#run))
    const description = this.#run?.description ?? null
    const readers = [...this.#sinks].filter(sink => this.#joining.isFor(sink, packet, description))
    if (readers.every(sink => sink.givesBack)) packet.lease?.share(readers.length + (isKept ? 1 : 0))
    for (const sink of readers) this.#guard(sink, () => sink.packet(packet))
  }

  /** From when on pictures are for a sink that joins now, monotonic ms; never later than now. */
  #sinceMs(from: Exclude<JoinFrom, 'group'>): number {
    const { clock } = this.#options
    const agoMs = from === 'next-keyframe' ? 0 : clock.wallMs() - from.takenFromMs
    return clock.monotonicMs() - Math.max(0, agoMs)
  }

  /** When a picture was taken at the earliest, monotonic ms: by the wall clock as it was when its run began. */
  #takenMs({ pts }: PicturePacket, { wallStartMs, clockUncertaintyMs, description }: RunStart): number {
    const shownMs = (pts / description.video.clockRate) * 1000
    return wallStartMs - this.#wallMinusMonotonicMs + shownMs - clockUncertaintyMs
  }

  #each(call: (sink: PictureSink) => void): void {
    for (const sink of [...this.#sinks]) this.#guard(sink, () => call(sink))
  }

  /** A sink that throws is a fault of ours; it must cost that sink alone, never the recording beside it. */
  #guard(sink: PictureSink, call: () => void): void {
    try {
      call()
    } catch (error) {
      this.#options.log.error({ streamId: this.streamId, err: error }, 'a sink failed and was left out')
      this.#unsubscribe(sink)
    }
  }
}
