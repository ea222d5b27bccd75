export type SequenceVerdict =
  /** The next one. */
  | 'next'
  /** Packets before it are missing. */
  | 'gap'
  /** Seen before, or too late to be of use. */
  | 'old'
  /** The sender started counting anew: nothing before belongs to it. */
  | 'reset'

/** Larger jumps forward are a sender that restarted, not loss (RFC 3550 A.1 has 3000). */
const maxDropout = 3000
const maxMisorder = 200

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
  /** Packets that never came. */
  lost = 0
  duplicates = 0

  accept(sequence: number): SequenceVerdict {
    if (this.#expected === null) {
      this.#restart(sequence)
      return 'next'
    }
    const ahead = (sequence - this.#expected) & 0xffff
    if (ahead < maxDropout) {
      if (sequence < ((this.#expected - 1) & 0xffff)) this.#cycles += 0x10000
      this.#advance(sequence)
      this.lost += ahead
      return ahead === 0 ? 'next' : 'gap'
    }
    if (sequence === this.#resetCandidate) {
      this.#restart(sequence)
      return 'reset'
    }
    this.#resetCandidate = (sequence + 1) & 0xffff
    if (0x10000 - ahead <= maxMisorder) this.duplicates++
    return 'old'
  }

  #advance(sequence: number): void {
    this.#receivedCount++
    this.#resetCandidate = null
    this.#expected = (sequence + 1) & 0xffff
  }

  #restart(sequence: number): void {
    this.#cycles = 0
    this.#base = sequence
    this.#receivedCount = 0
    this.#expectedPrior = 0
    this.#receivedPrior = 0
    this.#advance(sequence)
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
}
