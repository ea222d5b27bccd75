import { wireHeaderLength } from '@nightjar/shared/live/wire.ts'

/**
 * How runs and packets cross a byte pipe between two processes: frames, each a wire message (shared/src/live/wire.ts)
 * as the relay would get it, behind what that lacks (little endian):
 *
 * `u32 length of the message | f64 pts | f64 arrivedAtMs | message`
 *
 * `pts` is an integer of at most 53 bits, which a double holds exactly; the message's own timestamp is in seconds and
 * does not. Messages of words (description, control) have zeros there.
 */
export const frameHeadLength = 20

/** Most that a message may hold, bytes: the largest access unit that capture lets through (16 MiB), and its header. */
export const maxPacketBytes = 16 * 1024 * 1024 + wireHeaderLength
/** Most that a message of words may hold, bytes. Parameter sets, base64, are the bulk of it. */
export const maxWordsBytes = 256 * 1024

export interface FrameHead {
  /** Bytes of the message that follows, its header included. */
  readonly messageBytes: number
  /** Ticks, see PacketFields. */
  readonly pts: number
  /** By the monotonic clock of the process that captured, ms; another process has another zero. */
  readonly arrivedAtMs: number
}

/** @param target of at least {@link frameHeadLength} bytes. */
export function writeFrameHead(target: Uint8Array, { messageBytes, pts, arrivedAtMs }: FrameHead): void {
  const view = new DataView(target.buffer, target.byteOffset, frameHeadLength)
  view.setUint32(0, messageBytes, true)
  view.setFloat64(4, pts, true)
  view.setFloat64(12, arrivedAtMs, true)
}

export function readFrameHead(source: Uint8Array): FrameHead {
  const view = new DataView(source.buffer, source.byteOffset, frameHeadLength)
  return {
    messageBytes: view.getUint32(0, true),
    pts: view.getFloat64(4, true),
    arrivedAtMs: view.getFloat64(12, true),
  }
}
