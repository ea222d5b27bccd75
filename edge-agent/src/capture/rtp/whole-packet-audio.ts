import type { AudioUnit, Depacketizer, DepacketizerCounters } from './depacketizer.ts'

/** Longer than any packet of speech or music has a reason to be (Opus: 120 ms at 510 kb/s). */
const maxPayloadBytes = 16 * 1024

/** Formats whose every packet is one frame: G.711 (RFC 3551 4.5.14) and Opus (RFC 7587 4.2). */
export class WholePacketAudio implements Depacketizer {
  readonly counters: DepacketizerCounters = { units: 0, damaged: 0, dropped: 0, malformed: 0 }
  readonly #durationOf: (payload: Uint8Array) => number
  readonly #emit: (unit: AudioUnit) => void

  constructor(durationOf: (payload: Uint8Array) => number, emit: (unit: AudioUnit) => void) {
    this.#durationOf = durationOf
    this.#emit = emit
  }

  lost(): void {}

  push(payload: Uint8Array, timestamp: number, _marker: boolean, arrivedAtMs: number): void {
    // Silence suppression sends empty packets; the gap in time says as much.
    if (payload.length === 0) return
    if (payload.length > maxPayloadBytes) {
      this.counters.malformed++
      return
    }
    this.counters.units++
    this.#emit({ timestamp, durationTicks: this.#durationOf(payload), data: new Uint8Array(payload), arrivedAtMs })
  }
}
