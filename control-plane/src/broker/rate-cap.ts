/** Token bucket: how many messages a client may send. The bound is for runaways, agents stay far below it. */
export class RateCap {
  private readonly perSecond: number
  private readonly burst: number
  private tokens: number
  private filledAtMs: number

  /** @param nowMs monotonic. */
  constructor(limits: { perSecond: number; burst: number }, nowMs: number) {
    this.perSecond = limits.perSecond
    this.burst = limits.burst
    this.tokens = limits.burst
    this.filledAtMs = nowMs
  }

  /** False when the client is over its rate. */
  take(nowMs: number): boolean {
    const filled = this.tokens + ((nowMs - this.filledAtMs) / 1000) * this.perSecond
    this.tokens = Math.min(this.burst, filled)
    this.filledAtMs = nowMs
    if (this.tokens < 1) return false
    this.tokens -= 1
    return true
  }
}
