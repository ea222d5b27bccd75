export interface ReorderLimits {
  readonly packets: number
  readonly ms: number
}

/** A picture's worth of packets, and less time than anybody sees. */
export const defaultReorderLimits: ReorderLimits = { packets: 128, ms: 80 }

interface Held {
  readonly packet: Uint8Array
  readonly sequence: number
  readonly arrivedAtMs: number
}

/**
 * Puts UDP packets back in order. Holds back only while one is missing, at most `packets` of them and none longer than
 * `ms`; what comes too late is passed on late and refused by the sequence tracker.
 */
export class ReorderBuffer {
  readonly #limits: ReorderLimits
  readonly #release: (packet: Uint8Array, arrivedAtMs: number) => void
  readonly #held = new Map<number, Held>()
  #next: number | null = null

  constructor(limits: ReorderLimits, release: (packet: Uint8Array, arrivedAtMs: number) => void) {
    this.#limits = limits
    this.#release = release
  }

  get size(): number {
    return this.#held.size
  }

  push(packet: Uint8Array, sequence: number, nowMs: number): void {
    this.#next ??= sequence
    const ahead = (sequence - this.#next) & 0xffff
    if (ahead === 0) {
      this.#next = (sequence + 1) & 0xffff
      this.#release(packet, nowMs)
      this.#drain()
    } else if (ahead >= 0x8000 || ahead > this.#limits.packets * 8) {
      // Late, doubled, or a sender that started anew: the tracker behind tells which.
      this.#release(packet, nowMs)
      if (ahead < 0x8000 || ahead < 0x10000 - this.#limits.packets * 8) this.#restart(sequence, nowMs)
    } else {
      this.#held.set(sequence, { packet, sequence, arrivedAtMs: nowMs })
      if (this.#held.size > this.#limits.packets) this.#skip()
    }
    this.expire(nowMs)
  }

  /** Gives up on what has been missing for too long; call now and then when no packet comes. */
  expire(nowMs: number): void {
    while (this.#held.size > 0) {
      const oldest = this.#held.values().next().value!
      if (nowMs - oldest.arrivedAtMs < this.#limits.ms) return
      this.#skip()
    }
  }

  #drain(): void {
    while (this.#held.size > 0) {
      const held = this.#held.get(this.#next!)
      if (held === undefined) return
      this.#held.delete(held.sequence)
      this.#next = (held.sequence + 1) & 0xffff
      this.#release(held.packet, held.arrivedAtMs)
    }
  }

  /** Jumps to the nearest packet that is here. */
  #skip(): void {
    let nearest = 0x10000
    for (const sequence of this.#held.keys()) nearest = Math.min(nearest, (sequence - this.#next!) & 0xffff)
    this.#next = (this.#next! + nearest) & 0xffff
    this.#drain()
  }

  #restart(sequence: number, nowMs: number): void {
    for (const held of this.#held.values()) this.#release(held.packet, nowMs)
    this.#held.clear()
    this.#next = (sequence + 1) & 0xffff
  }
}
