import type { Writable } from 'node:stream'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { wireHeaderLength, wireJson, wireType } from '@nightjar/shared/live/wire.ts'
import type { PicturePacket } from '../packet.ts'
import { writePacketHeader } from '../packet-header.ts'
import type { PictureSink } from '../picture-source.ts'
import type { RunStart } from '../track.ts'
import { frameHeadLength, maxPacketBytes, maxWordsBytes, writeFrameHead } from './frame.ts'
import { runHead, type SinkWords } from './words.ts'

export interface PacketStreamOptions {
  /** Most that may wait in memory for the reader, bytes; one packet alone may be larger. Default 16 MiB. */
  readonly maxWaitingBytes?: number
}

const defaultWaitingBytes = 16 * 1024 * 1024

/**
 * A sink that writes what it hears to a pipe, for {@link readPacketStream} in another process. It takes the stream: it
 * ends it after `closed`, and a broken one shows as its `close`.
 *
 * A reader that is too slow costs pictures, never silently: with the first packet that finds no room the run ends with
 * `overload`; when half of the room is free again, the next keyframe begins it anew. Pieces of packets are written as
 * they are, so they must not be changed afterwards.
 */
export const writePacketStream = (stream: Writable, options: PacketStreamOptions = {}): PictureSink =>
  new PacketStreamWriter(stream, options.maxWaitingBytes ?? defaultWaitingBytes)

class PacketStreamWriter implements PictureSink {
  readonly #stream: Writable
  readonly #maxWaitingBytes: number
  /** The run under way at the source. */
  #run: RunStart | null = null
  /** Whether the reader was told of it, and not of its end. */
  #isAnnounced = false
  /** Pictures are left out up to a keyframe. */
  #isSkipping = false

  constructor(stream: Writable, maxWaitingBytes: number) {
    this.#stream = stream
    this.#maxWaitingBytes = maxWaitingBytes
    // The owner of the stream hears of its close; without a listener the error would end the process.
    stream.on('error', () => {})
  }

  runStarted(run: RunStart): void {
    this.#run = run
    this.#isAnnounced = false
    if (!this.#isSkipping) this.#announce(run)
  }

  packet(packet: PicturePacket): void {
    if (this.#isSkipping && this.#run && this.#isTimeToGoOn(packet)) {
      this.#isSkipping = false
      this.#announce(this.#run)
    }
    if (this.#run === null || !this.#isAnnounced) return
    if (this.#hasRoom(packet)) this.#picture(this.#run, packet)
    else {
      this.#isSkipping = true
      this.#endRun('overload')
    }
  }

  runEnded(reason: string): void {
    this.#run = null
    this.#endRun(reason)
  }

  waiting(reason: string | null): void {
    this.#words({ kind: 'waiting', reason })
  }

  closed(reason: string): void {
    this.#words({ kind: 'closed', reason })
    this.#stream.end()
  }

  #announce(run: RunStart): void {
    const message = wireJson(wireType.description, run.wallStartMs / 1000, runHead(run))
    // Parameter sets of that size are nothing that a decoder could need.
    if (message.byteLength > maxWordsBytes) this.waiting('camera.unsupported')
    else {
      this.#isAnnounced = true
      this.#message(message)
    }
  }

  #endRun(reason: string): void {
    if (!this.#isAnnounced) return
    this.#isAnnounced = false
    this.#words({ kind: 'run-ended', reason })
  }

  #isTimeToGoOn(packet: PicturePacket): boolean {
    const isEnough = this.#stream.writableLength <= this.#maxWaitingBytes / 2
    return isEnough && packet.kind === 'video' && packet.keyframe && this.#hasRoom(packet)
  }

  #hasRoom({ byteLength }: PicturePacket): boolean {
    if (byteLength + wireHeaderLength > maxPacketBytes) return false
    const waiting = this.#stream.writableLength
    return waiting === 0 || waiting + byteLength <= this.#maxWaitingBytes
  }

  #picture(run: RunStart, packet: PicturePacket): void {
    if (!this.#stream.writable) return
    const { pts, arrivedAtMs, byteLength } = packet
    const head = Buffer.allocUnsafe(frameHeadLength + wireHeaderLength)
    writeFrameHead(head, { messageBytes: wireHeaderLength + byteLength, pts, arrivedAtMs })
    writePacketHeader(head.subarray(frameHeadLength), run, packet)
    // Corked, head and pieces leave in one system call.
    this.#stream.cork()
    this.#stream.write(head)
    for (const chunk of packet.chunks) this.#stream.write(chunk)
    this.#stream.uncork()
  }

  #words(words: SinkWords): void {
    this.#message(wireJson(wireType.control, 0, words))
  }

  /** Words are never left out; a reader that lets even them pile up is gone. */
  #message(message: Uint8Array): void {
    if (!this.#stream.writable) return
    if (this.#stream.writableLength > this.#maxWaitingBytes + 2 * maxWordsBytes) {
      this.#stream.destroy(
        new AppError('service.unavailable', { detail: 'the reader of a packet stream takes nothing' }),
      )
      return
    }
    const head = Buffer.allocUnsafe(frameHeadLength)
    writeFrameHead(head, { messageBytes: message.byteLength, pts: 0, arrivedAtMs: 0 })
    this.#stream.cork()
    this.#stream.write(head)
    this.#stream.write(message)
    this.#stream.uncork()
  }
}
