export type SequenceVerdict =
  /** The next one. */
  | 'next'
  /** Packets before it are missing. */
  | 'gap'
  /** Seen before, or too late to be of use. */
  | 'old'
  /** Far from what was expected: a sender that started anew, if the number behind it comes next. Keep the packet. */
  | 'suspect'
  /** The sender started counting anew with the `suspect` packet before this one: nothing older belongs to it. */
  | 'reset'

/** Larger jumps forward are a sender that restarted, not loss (RFC 3550 A.1 has 3000). */
export const maxDropout = 3000
/** Larger jumps backward are a sender that restarted, not a late packet (RFC 3550 A.1 has 100). */
export const maxMisorder = 200
/** Numbers that are remembered as missing: half a second of a 4K camera. */
const maxMissing = 1024

/** Follows 16-bit sequence numbers (RFC 3550 A.1) and keeps the figures that a receiver report needs. */
export class SequenceTracker {
  #expected: number | null = null
  /** The number after a packet that looked like a restart; a second one in order proves it. */
  #resetCandidate: number | null = null
  #cycles = 0
  #base = 0
  #receivedCount = 0
  #expectedPrior = 0
  #receivedPrior = 0
  /** Given up, oldest first, so that a packet that comes late is told from one that comes twice. */
  readonly #missing = new Set<number>()
  /** Packets that were handed on. Like the figures below since the start, whatever the sender's numbers did. */
  received = 0
  /** Packets that were not there when their turn came; those that come after it stay counted, once. */
  lost = 0
  /** Of the lost, those that came after their turn. */
  late = 0
  duplicates = 0

  /** The number that would be `next`; null before the first. */
  get expected(): number | null {
    return this.#expected
  }

  accept(sequence: number): SequenceVerdict {
    if (this.#expected === null) {
      this.restart(sequence)
      this.#advance(sequence)
      return 'next'
    }
    const ahead = (sequence - this.#expected) & 0xffff
    if (ahead < maxDropout) {
      for (let missed = Math.max(0, ahead - maxMissing); missed < ahead; missed++) {
        this.#misses((this.#expected + missed) & 0xffff)
      }
      if (sequence < ((this.#expected - 1) & 0xffff)) this.#cycles += 0x10000
      this.#advance(sequence)
      this.lost += ahead
      return ahead === 0 ? 'next' : 'gap'
    }
    if (this.#missing.delete(sequence)) {
      this.late++
      // It did arrive: what a receiver report says is what the network did (RFC 3550 6.4.1).
      this.#receivedCount++
      return 'old'
    }
    if (0x10000 - ahead <= maxMisorder) {
      this.duplicates++
      return 'old'
    }
    if (sequence === this.#resetCandidate) {
      const first = (sequence - 1) & 0xffff
      this.restart(first)
      this.#advance(first)
      this.#advance(sequence)
      return 'reset'
    }
    this.#resetCandidate = (sequence + 1) & 0xffff
    return 'suspect'
  }

  /** Another sender, or the same one after a restart: this number comes next. */
  restart(sequence: number): void {
    this.#cycles = 0
    this.#base = sequence
    this.#receivedCount = 0
    this.#expectedPrior = 0
    this.#receivedPrior = 0
    this.#missing.clear()
    this.#resetCandidate = null
    this.#expected = sequence
  }

  /** Highest sequence number with the count of wraps above it, and loss since the last call (RFC 3550 A.3). */
  report(): { extendedHighest: number; lostTotal: number; fractionLost: number } {
    if (this.#expected === null) return { extendedHighest: 0, lostTotal: 0, fractionLost: 0 }
    const highest = this.#cycles + ((this.#expected - 1) & 0xffff)
    const expected = highest - this.#base + 1
    const interval = expected - this.#expectedPrior
    const lostInInterval = interval - (this.#receivedCount - this.#receivedPrior)
    this.#expectedPrior = expected
    this.#receivedPrior = this.#receivedCount
    const fractionLost = interval <= 0 || lostInInterval <= 0 ? 0 : Math.min(255, (lostInInterval * 256) / interval)
    return {
      extendedHighest: highest >>> 0,
      lostTotal: Math.max(0, Math.min(0x7fffff, expected - this.#receivedCount)),
      fractionLost: Math.floor(fractionLost),
    }
  }

  #misses(sequence: number): void {
    // A number that comes round again after a wrap is remembered as of now.
    this.#missing.delete(sequence)
    this.#missing.add(sequence)
    if (this.#missing.size > maxMissing) this.#missing.delete(this.#missing.values().next().value!)
  }

  #advance(sequence: number): void {
    this.received++
    this.#receivedCount++
    this.#resetCandidate = null
    this.#expected = (sequence + 1) & 0xffff
    if (this.#missing.size > 0) this.#missing.delete(sequence)
  }
}
