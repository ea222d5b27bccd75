import type { AudioUnit, Depacketizer, DepacketizerCounters } from './depacketizer.ts'

export interface AacFormat {
  /** Bits of the fields in each AU header (RFC 3640 3.3.6, 3.3.5): 13/3/3 for hbr, 6/2/2 for lbr. */
  readonly sizeBits: number
  readonly indexBits: number
  readonly indexDeltaBits: number
  /** RTP ticks that one frame lasts. */
  readonly frameTicks: number
}

/** An AAC frame has at most 6144 bits per channel (ISO 14496-3 4.5.3), 768 bytes; 48 channels at the most. */
const maxFrameBytes = 48 * 768
const maxFramesPerPacket = 64

/** RFC 3640, modes AAC-hbr and AAC-lbr: several frames in one packet, or one frame over several. */
export class AacDepacketizer implements Depacketizer {
  readonly counters: DepacketizerCounters = { units: 0, damaged: 0, dropped: 0, malformed: 0 }
  readonly #format: AacFormat
  readonly #emit: (unit: AudioUnit) => void
  /** A frame whose rest is in packets to come. */
  #partial: { data: Uint8Array; filled: number; timestamp: number } | null = null

  constructor(format: AacFormat, emit: (unit: AudioUnit) => void) {
    this.#format = format
    this.#emit = emit
  }

  lost(): void {
    if (this.#partial !== null) this.counters.dropped++
    this.#partial = null
  }

  push(payload: Uint8Array, timestamp: number, _marker: boolean, arrivedAtMs: number): void {
    if (payload.length < 2) return
    const headerBits = (payload[0]! << 8) | payload[1]!
    const dataStart = 2 + ((headerBits + 7) >> 3)
    const sizes = this.#sizes(payload, headerBits, dataStart)
    if (sizes === null) {
      this.counters.malformed++
      this.lost()
      return
    }
    let at = dataStart
    for (const [i, size] of sizes.entries()) {
      const available = payload.length - at
      if (size > available) {
        // Only a packet's single frame may go on in the next one (3.2.3).
        if (i > 0 || sizes.length > 1) this.counters.malformed++
        else this.#continue(payload.subarray(at), size, timestamp, arrivedAtMs)
        return
      }
      this.lost()
      this.#finish(
        new Uint8Array(payload.subarray(at, at + size)),
        timestamp + i * this.#format.frameTicks,
        arrivedAtMs,
      )
      at += size
    }
  }

  /** The AU sizes that the header section lists; null when it contradicts itself. */
  #sizes(payload: Uint8Array, headerBits: number, dataStart: number): number[] | null {
    const { sizeBits, indexBits, indexDeltaBits } = this.#format
    if (dataStart > payload.length) return null
    const sizes: number[] = []
    let bit = 16
    while (bit + sizeBits <= 16 + headerBits) {
      const size = readBits(payload, bit, sizeBits)
      if (size > maxFrameBytes || sizes.length >= maxFramesPerPacket) return null
      sizes.push(size)
      bit += sizeBits + (sizes.length === 1 ? indexBits : indexDeltaBits)
    }
    return sizes.length === 0 ? null : sizes
  }

  #continue(piece: Uint8Array, size: number, timestamp: number, arrivedAtMs: number): void {
    if (this.#partial !== null && (this.#partial.timestamp !== timestamp || this.#partial.data.length !== size))
      this.lost()
    this.#partial ??= { data: new Uint8Array(size), filled: 0, timestamp }
    const partial = this.#partial
    if (partial.filled + piece.length > size) {
      this.counters.malformed++
      this.lost()
      return
    }
    partial.data.set(piece, partial.filled)
    partial.filled += piece.length
    if (partial.filled < size) return
    this.#partial = null
    this.#finish(partial.data, timestamp, arrivedAtMs)
  }

  #finish(data: Uint8Array, timestamp: number, arrivedAtMs: number): void {
    if (data.length === 0) return
    this.counters.units++
    this.#emit({ timestamp, durationTicks: this.#format.frameTicks, data, arrivedAtMs })
  }
}

function readBits(bytes: Uint8Array, position: number, count: number): number {
  let value = 0
  for (let bit = position; bit < position + count; bit++) {
    value = (value << 1) | (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
  }
  return value
}
