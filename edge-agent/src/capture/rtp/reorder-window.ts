/** Less than anybody sees in a live picture. */
export const shortestWindowMs = 80
/** What a viewer still takes for a slow network rather than for a stopped camera. */
export const longestWindowMs = 1000

/** Packets by which others may overtake a lone one: a sender that sends few needs longer for the same number. */
const overtaking = 8
const jitters = 3
/** Room above the worst that was seen lately. */
const displacements = 2
/** How fast the worst is forgotten: halved in this time. */
const halfLifeMs = 10_000
const rateSpanMs = 1000

/**
 * How long a packet that is missing is waited for, by what the network and the camera do: never below 80 ms, never above
 * a second. A camera of few packets gets the time of eight of them, a network with jitter (RFC 3550 A.8) a multiple of
 * that, and one whose packets were seen to come late twice their lateness.
 */
export class ReorderWindow {
  #countedFromMs: number | null = null
  #counted = 0
  #intervalMs: number | null = null
  #jitterMs = 0
  #displacedMs = 0
  #displacedAtMs = 0

  /** Bounds of what is held, whatever the window is. */
  readonly packets = 1024
  readonly bytes = 2 * 1024 * 1024
  /** More than a picture's time at ten a second, once for each connection. */
  readonly startMs = 150

  /** A packet came. @param jitterMs interarrival jitter as of now, RFC 3550 A.8. */
  arrived(nowMs: number, jitterMs: number): void {
    this.#jitterMs = jitterMs
    this.#countedFromMs ??= nowMs
    this.#counted++
    const spanMs = nowMs - this.#countedFromMs
    if (spanMs < rateSpanMs) return
    this.#intervalMs = spanMs / this.#counted
    this.#countedFromMs = nowMs
    this.#counted = 0
  }

  /** A packet came that much after one that was sent behind it, be it in time or after it was given up. */
  displaced(ms: number, nowMs: number): void {
    if (ms <= this.#worstMs(nowMs)) return
    this.#displacedMs = ms
    this.#displacedAtMs = nowMs
  }

  /** @returns ms from 80 to 1000. */
  ms(nowMs: number): number {
    const wanted = Math.max(
      overtaking * (this.#intervalMs ?? this.#firstIntervalMs(nowMs)),
      jitters * this.#jitterMs,
      displacements * this.#worstMs(nowMs),
    )
    return Math.min(longestWindowMs, Math.max(shortestWindowMs, wanted))
  }

  #firstIntervalMs(nowMs: number): number {
    return this.#countedFromMs === null || this.#counted === 0 ? 0 : (nowMs - this.#countedFromMs) / this.#counted
  }

  #worstMs(nowMs: number): number {
    return this.#displacedMs * 0.5 ** ((nowMs - this.#displacedAtMs) / halfLifeMs)
  }
}
