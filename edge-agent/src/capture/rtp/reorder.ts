import { maxDropout, maxMisorder } from './sequence.ts'

/** Bounds of what waits for a packet that is missing. */
export interface ReorderLimits {
  readonly packets: number
  readonly bytes: number
  /** How long the first packets are held, ms: only then is it known which one was sent first. */
  readonly startMs: number
  /** For how long, ms. */
  ms(nowMs: number): number
  /** Told of every packet that came after one that was sent behind it, and by how much. */
  displaced(ms: number, nowMs: number): void
}

interface Held {
  readonly packet: Uint8Array
  readonly sequence: number
  readonly arrivedAtMs: number
}

/**
 * Puts UDP packets back in order. Holds back only while one is missing, within its limits; what comes too late is passed
 * on late and refused by the sequence tracker.
 */
export class ReorderBuffer {
  readonly #limits: ReorderLimits
  readonly #release: (packet: Uint8Array, arrivedAtMs: number) => void
  readonly #held = new Map<number, Held>()
  /** Given up, oldest first: since when each was missed. */
  readonly #missedSince = new Map<number, number>()
  /** What comes next; null while the first packets are gathered. */
  #next: number | null = null
  #newest = 0
  #bytes = 0

  constructor(limits: ReorderLimits, release: (packet: Uint8Array, arrivedAtMs: number) => void) {
    this.#limits = limits
    this.#release = release
  }

  get size(): number {
    return this.#held.size
  }

  /** Bytes that are held. */
  get byteLength(): number {
    return this.#bytes
  }

  push(packet: Uint8Array, sequence: number, nowMs: number): void {
    if (this.#next === null) {
      this.#hold(packet, sequence, nowMs)
      this.expire(nowMs)
      return
    }
    const ahead = (sequence - this.#next) & 0xffff
    if (ahead === 0) this.#fill(packet, sequence, nowMs)
    else if (ahead <= maxDropout) this.#hold(packet, sequence, nowMs)
    else this.#late(packet, sequence, ahead, nowMs)
    this.expire(nowMs)
  }

  /** Gives up on what has been missing for too long; call now and then when no packet comes. */
  expire(nowMs: number): void {
    while (this.#held.size > 0) {
      const oldest = this.#oldest()
      const isOver = this.#held.size > this.#limits.packets || this.#bytes > this.#limits.bytes
      const patienceMs = this.#next === null ? this.#limits.startMs : this.#limits.ms(nowMs)
      if (!isOver && nowMs - oldest.arrivedAtMs < patienceMs) return
      if (this.#next === null) this.#begin()
      else this.#skip(oldest.arrivedAtMs)
    }
  }

  /** Gives up on all that is missing: what is held goes out in order, and the next packet begins anew. */
  flush(nowMs: number): void {
    if (this.#next === null && this.#held.size > 0) this.#begin()
    while (this.#held.size > 0) this.#skip(nowMs)
    this.#next = null
    this.#missedSince.clear()
  }

  /** Numbers that are waited for now, in order, at most `limit`. */
  missing(limit: number): number[] {
    const numbers: number[] = []
    if (this.#next === null || this.#held.size === 0) return numbers
    const span = (this.#newest - this.#next) & 0xffff
    for (let i = 0; i < span && numbers.length < limit; i++) {
      const sequence = (this.#next + i) & 0xffff
      if (!this.#held.has(sequence)) numbers.push(sequence)
    }
    return numbers
  }

  /** With the one that was sent first of those that are here. */
  #begin(): void {
    const first = this.#oldest().sequence
    let earliest = 0
    for (const sequence of this.#held.keys()) {
      earliest = Math.min(earliest, ((sequence - first + 0x8000) & 0xffff) - 0x8000)
    }
    this.#next = (first + earliest) & 0xffff
    this.#drain()
  }

  #fill(packet: Uint8Array, sequence: number, nowMs: number): void {
    if (this.#held.size > 0) this.#limits.displaced(nowMs - this.#oldest().arrivedAtMs, nowMs)
    this.#next = (sequence + 1) & 0xffff
    this.#release(packet, nowMs)
    this.#drain()
  }

  #hold(packet: Uint8Array, sequence: number, nowMs: number): void {
    // The same once more.
    if (this.#held.has(sequence)) return
    if (this.#held.size === 0 || ((sequence - this.#newest) & 0xffff) < 0x8000) this.#newest = sequence
    else this.#limits.displaced(nowMs - this.#oldest().arrivedAtMs, nowMs)
    this.#held.set(sequence, { packet, sequence, arrivedAtMs: nowMs })
    this.#bytes += packet.length
  }

  /** Given up before, doubled, or a sender that started anew: the tracker behind tells which. */
  #late(packet: Uint8Array, sequence: number, ahead: number, nowMs: number): void {
    const since = this.#missedSince.get(sequence)
    if (since !== undefined) {
      this.#missedSince.delete(sequence)
      this.#limits.displaced(nowMs - since, nowMs)
    } else if (0x10000 - ahead > maxMisorder) {
      this.flush(nowMs)
      this.#next = (sequence + 1) & 0xffff
    }
    this.#release(packet, nowMs)
  }

  #oldest(): Held {
    return this.#held.values().next().value!
  }

  #drain(): void {
    while (this.#held.size > 0) {
      const held = this.#held.get(this.#next!)
      if (held === undefined) return
      this.#held.delete(held.sequence)
      this.#bytes -= held.packet.length
      this.#next = (held.sequence + 1) & 0xffff
      this.#release(held.packet, held.arrivedAtMs)
    }
  }

  /** Jumps to the nearest packet that is here. */
  #skip(sinceMs: number): void {
    let nearest = 0x10000
    for (const sequence of this.#held.keys()) nearest = Math.min(nearest, (sequence - this.#next!) & 0xffff)
    for (let i = 0; i < nearest; i++) this.#missed((this.#next! + i) & 0xffff, sinceMs)
    this.#next = (this.#next! + nearest) & 0xffff
    this.#drain()
  }

  #missed(sequence: number, sinceMs: number): void {
    this.#missedSince.delete(sequence)
    this.#missedSince.set(sequence, sinceMs)
    if (this.#missedSince.size > 1024) this.#missedSince.delete(this.#missedSince.keys().next().value!)
  }
}
