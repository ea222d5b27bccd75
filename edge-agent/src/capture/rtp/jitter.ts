/** Interarrival jitter (RFC 3550 A.8). */
export class Jitter {
  readonly #clockRate: number
  #lastTransit: number | null = null
  /** In units of the RTP timestamp. */
  ticks = 0

  /** @param clockRate ticks per second. */
  constructor(clockRate: number) {
    this.#clockRate = clockRate
  }

  get ms(): number {
    return (this.ticks * 1000) / this.#clockRate
  }

  add(timestamp: number, arrivedAtMs: number): void {
    const transit = (arrivedAtMs * this.#clockRate) / 1000 - timestamp
    if (this.#lastTransit !== null) this.ticks += (Math.abs(transit - this.#lastTransit) - this.ticks) / 16
    this.#lastTransit = transit
  }

  /** Another sender has another zero. */
  restart(): void {
    this.#lastTransit = null
    this.ticks = 0
  }
}
