import type { Readable } from 'node:stream'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { wireType } from '@nightjar/shared/live/wire.ts'
import type { z } from 'zod'
import type { PacketFields, PicturePacket } from '../packet.ts'
import type { PictureSink } from '../picture-source.ts'
import { type Frame, FrameReader } from './frame-reader.ts'
import { runStartSchema, sinkWordsSchema } from './words.ts'

/**
 * Tells a sink what {@link writePacketStream} was told at the other end of the pipe: the same calls with the same runs
 * and packets, the pieces of each packet joined. Only picture packets can be written, so what is read are picture
 * packets.
 *
 * Whatever the bytes are, the sink hears a whole story: a run under way ends, and `closed` comes last. The stream is
 * destroyed afterwards. Memory is bounded by one message.
 * @returns null where the other side said `closed`, otherwise why not: `service.unavailable` when the stream ended or
 * broke before, `service.internal` when it is no packet stream.
 * @throws what the sink throws, which it must not.
 */
export async function readPacketStream(stream: Readable, sink: PictureSink): Promise<AppError | null> {
  const pieces: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]()
  const reader = new PacketStreamReader(sink)
  try {
    while (!reader.isOver) {
      const piece = await pieces.next().catch((cause: unknown) => brokenOff(cause))
      if (piece instanceof AppError) reader.fail(piece)
      else if (piece.done) reader.fail(brokenOff())
      else reader.push(piece.value)
    }
    return reader.error
  } finally {
    stream.destroy()
  }
}

const brokenOff = (cause?: unknown) =>
  new AppError('service.unavailable', { detail: 'a packet stream broke off', cause })
const notOurs = (what: string) => new AppError('service.internal', { detail: `no packet stream: ${what}` })

class PacketStreamReader {
  readonly #sink: PictureSink
  readonly #frames = new FrameReader()
  #isRunOpen = false
  isOver = false
  error: AppError | null = null

  constructor(sink: PictureSink) {
    this.#sink = sink
  }

  push(bytes: Uint8Array): void {
    for (const frame of this.#frames.push(bytes)) {
      const fault = typeof frame === 'string' ? frame : this.#deliver(frame)
      if (fault !== null) this.fail(notOurs(fault))
      if (this.isOver) return
    }
  }

  /** Ends the story of the sink. */
  fail(error: AppError): void {
    this.isOver = true
    this.error = error
    this.#runEnded(error.code)
    this.#sink.closed?.(error.code)
  }

  /** @returns what is wrong with the frame; null where nothing is. */
  #deliver({ header, payload, pts, arrivedAtMs }: Frame): string | null {
    switch (header.type) {
      case wireType.video:
      case wireType.audio: {
        if (!this.#isRunOpen) return 'a packet outside of a run'
        const kind = header.type === wireType.video ? 'video' : 'audio'
        const { keyframe, damaged } = header
        const packet: PacketFields = {
          kind,
          pts,
          keyframe,
          chunks: [payload],
          byteLength: payload.byteLength,
          arrivedAtMs,
          ...(damaged ? { damaged } : {}),
        }
        this.#sink.packet(packet as PicturePacket)
        return null
      }
      case wireType.description: {
        const run = parse(runStartSchema, payload)
        if ('fault' in run) return run.fault
        this.#isRunOpen = true
        this.#sink.runStarted(run.value)
        return null
      }
      case wireType.control:
        return this.#control(payload)
      case wireType.metadata:
        return 'metadata'
    }
  }

  #control(payload: Uint8Array): string | null {
    const parsed = parse(sinkWordsSchema, payload)
    if ('fault' in parsed) return parsed.fault
    const words = parsed.value
    if (words.kind === 'run-ended') this.#runEnded(words.reason)
    else if (words.kind === 'waiting') this.#sink.waiting?.(words.reason)
    else {
      this.isOver = true
      this.#runEnded(words.reason)
      this.#sink.closed?.(words.reason)
    }
    return null
  }

  #runEnded(reason: string): void {
    if (!this.#isRunOpen) return
    this.#isRunOpen = false
    this.#sink.runEnded(reason)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The value that these bytes are as JSON, or what is wrong with them. */
function parse<T>(schema: z.ZodType<T>, bytes: Uint8Array): { readonly value: T } | { readonly fault: string } {
  try {
    return { value: schema.parse(JSON.parse(utf8.decode(bytes))) }
  } catch (error) {
    return { fault: String(error) }
  }
}
