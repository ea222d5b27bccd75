import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { closeCodes } from '@nightjar/shared/live/close-codes.ts'
import { wireJson, wireType } from '@nightjar/shared/live/wire.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { WebSocket } from 'ws'
import type { PicturePacket } from '../media/packet.ts'
import type { PictureSink, PictureSource } from '../media/picture-source.ts'
import { streamHead } from '../media/stream-head.ts'
import type { RunStart } from '../media/track.ts'

import { UplinkPace } from './uplink-pace.ts'
import { wirePacket } from './wire-packet.ts'

const connectTimeoutMs = 10_000
/** A relay that takes no byte for this long is gone, ms. */
const stuckMs = 20_000
const watchMs = 5_000

export interface PublishOptions {
  readonly source: PictureSource
  /** Absolute ws:// or wss:// address, already checked. */
  readonly relayUrl: string
  readonly publishTicket: string
  /** Sound is sent only where the camera's settings allow it. */
  readonly withAudio: boolean
  readonly clock: Clock
}

export interface Publication {
  /** Resolves when the relay closed the socket or it broke. Never rejects. */
  readonly over: Promise<void>
  /** Tells the relay that the agent goes away. */
  stop(): void
}

/**
 * Dials the relay and pushes the stream until the relay closes the socket. A slow uplink loses pictures up to the next
 * keyframe; it never holds up the source.
 * @throws AppError `live.unavailable` when the relay cannot be reached.
 */
export async function publishStream(options: PublishOptions): Promise<Publication> {
  const socket = await dial(options.relayUrl)
  socket.send(JSON.stringify({ publishTicket: options.publishTicket }))
  const sink = new RelaySink(socket, options.withAudio)
  const leave = options.source.subscribe(sink)
  sink.subscribed()
  const stopWatch = watchProgress(socket, options.clock)
  const over = new Promise<void>(resolve => {
    const end = () => {
      stopWatch()
      leave()
      resolve()
    }
    if (socket.readyState === WebSocket.CLOSED) end()
    else socket.once('close', end)
  })
  return { over, stop: () => closeSocket(socket, closeCodes.goAway, '') }
}

function dial(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: connectTimeoutMs,
      maxPayload: 4096,
      followRedirects: false,
    })
    let isOpen = false
    // Stays for the whole life of the socket: what breaks later shows as its close.
    socket.on('error', cause => {
      if (!isOpen) reject(new AppError('live.unavailable', { detail: `relay: ${cause.message}`, cause }))
    })
    socket.once('open', () => {
      isOpen = true
      resolve(socket)
    })
  })
}

/** Cuts a line on which nothing moves any more. */
function watchProgress(socket: WebSocket, clock: Clock): () => void {
  let leastBytes = Number.POSITIVE_INFINITY
  let sinceMs = clock.monotonicMs()
  return clock.every(watchMs, () => {
    const now = clock.monotonicMs()
    const waiting = socket.bufferedAmount
    if (waiting === 0 || waiting < leastBytes) {
      leastBytes = waiting === 0 ? Number.POSITIVE_INFINITY : waiting
      sinceMs = now
    } else if (now - sinceMs > stuckMs) {
      socket.terminate()
    }
  })
}

function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.close(code, reason)
}

class RelaySink implements PictureSink {
  readonly #socket: WebSocket
  readonly #withAudio: boolean
  readonly #pace = new UplinkPace()
  #run: RunStart | null = null
  /** While the source hands over its current group, everything is taken. */
  #isBurst = true

  constructor(socket: WebSocket, withAudio: boolean) {
    this.#socket = socket
    this.#withAudio = withAudio
  }

  subscribed(): void {
    this.#isBurst = false
    this.#pace.burst(this.#socket.bufferedAmount)
  }

  runStarted(run: RunStart): void {
    this.#run = run
    this.#send(wireJson(wireType.description, run.wallStartMs / 1000, streamHead(run, this.#withAudio)))
  }

  packet(packet: PicturePacket): void {
    const run = this.#run
    if (run === null || (packet.kind === 'audio' && !this.#withAudio)) return
    if (!this.#isBurst && !this.#pace.admits(packet, this.#socket.bufferedAmount)) return
    this.#send(wirePacket(run, packet))
  }

  runEnded(reason: string): void {
    this.#run = null
    this.#without(reason)
  }

  waiting(reason: string | null): void {
    this.#without(reason)
  }

  closed(reason: string): void {
    closeSocket(this.#socket, closeCodes.streamGone, reason)
  }

  /** There is no picture: on the way to one, or held up for this reason. */
  #without(reason: string | null): void {
    const state = reason === null || reason === 'reconnecting' ? 'opening' : 'stalled'
    this.#send(wireJson(wireType.control, 0, { kind: 'state', state, reason }))
  }

  #send(message: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(message)
  }
}
