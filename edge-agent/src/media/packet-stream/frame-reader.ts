import { readWireHeader, type WireHeader, wireHeaderLength, wireType } from '@nightjar/shared/live/wire.ts'
import { type FrameHead, frameHeadLength, maxPacketBytes, maxWordsBytes, readFrameHead } from './frame.ts'

export interface Frame extends FrameHead {
  readonly header: WireHeader
  /** Of the message, without its header; a buffer of its own. */
  readonly payload: Uint8Array
}

const headLength = frameHeadLength + wireHeaderLength

/** Cuts a byte stream into frames, however it is split; holds one message at most. */
export class FrameReader {
  readonly #head = new Uint8Array(headLength)
  #headBytes = 0
  #frame: Frame | null = null
  #payloadBytes = 0

  #begin(): Frame | string {
    const head = readFrameHead(this.#head)
    const header = readWireHeader(this.#head.subarray(frameHeadLength))
    if (header === null) return 'no wire message'
    const isPacket = header.type === wireType.video || header.type === wireType.audio
    const { messageBytes, pts, arrivedAtMs } = head
    if (messageBytes < wireHeaderLength || messageBytes > (isPacket ? maxPacketBytes : maxWordsBytes)) {
      return `a message of ${messageBytes} bytes`
    }
    if (!Number.isSafeInteger(pts) || !Number.isFinite(arrivedAtMs)) return 'times that are none'
    return { ...head, header, payload: Buffer.allocUnsafe(messageBytes - wireHeaderLength) }
  }

  /** Every frame that these bytes complete, in order; last of all a text, where they are no frames. */
  *push(bytes: Uint8Array): Generator<Frame | string, void, void> {
    for (let at = 0; at < bytes.byteLength; ) {
      if (this.#frame === null) {
        const piece = bytes.subarray(at, at + headLength - this.#headBytes)
        this.#head.set(piece, this.#headBytes)
        this.#headBytes += piece.byteLength
        at += piece.byteLength
        if (this.#headBytes < headLength) return
        const frame = this.#begin()
        if (typeof frame === 'string') return yield frame
        this.#frame = frame
        this.#payloadBytes = 0
      }
      const { payload } = this.#frame
      const piece = bytes.subarray(at, at + payload.byteLength - this.#payloadBytes)
      payload.set(piece, this.#payloadBytes)
      this.#payloadBytes += piece.byteLength
      at += piece.byteLength
      if (this.#payloadBytes < payload.byteLength) return
      const frame = this.#frame
      this.#frame = null
      this.#headBytes = 0
      yield frame
    }
  }
}
