import type { Clock } from '@nightjar/shared/platform/clock.ts'

type Kind = 'video' | 'audio'

/** What of a unit counts here, of sound as of pictures. */
interface Unit {
  /** Ticks of its track's clock. */
  readonly timestamp: number
  readonly arrivedAtMs: number
  readonly data: Uint8Array
}

interface Held {
  readonly kind: Kind
  readonly mediaMs: number
  readonly unit: Unit
  readonly release: (arrivedAtMs: number) => void
}

/** Pictures are live when at least this share of the time between them has passed between their arrivals. */
const livePace = 0.75
/** Nothing for this long: what was stored has been sent, or the camera is slow. ms. */
const quietMs = 100
/** Whatever comes, nothing waits longer, ms. */
const longestMs = 1000
const mostUnits = 1000
const mostBytes = 16 * 1024 * 1024
/** No camera keeps more than two minutes; what claims more is a clock that leapt. ms. */
const longestStoreMs = 120_000

/**
 * Holds what a connection brings first until it comes no faster than time passes. A camera may begin with the group of
 * pictures that it has at hand, and a network with what it held up: seconds of video at once, whose first picture, by
 * its arrival, would be placed seconds too late. What was held goes on with the arrival times that it would have had
 * live, and all that comes later at once; where nothing was stored that is with the second picture.
 */
export class StartHold {
  readonly #clock: Clock
  readonly #rates: Record<Kind, number>
  /** Least arrival minus media time so far, ms. */
  readonly #leastLagMs = { video: Number.POSITIVE_INFINITY, audio: Number.POSITIVE_INFINITY }
  #held: Held[] = []
  #heldBytes = 0
  #newest: { readonly mediaMs: number; readonly arrivedAtMs: number } | null = null
  #sinceMs: number | null = null
  #isOver = false
  #quiet = new AbortController()

  /** @param rates ticks per second of the tracks. */
  constructor(clock: Clock, rates: Record<Kind, number>) {
    this.#clock = clock
    this.#rates = rates
  }

  /** @param release is called once, now or later, in the order of the calls, with the arrival time to go by. */
  push(kind: Kind, unit: Unit, release: (arrivedAtMs: number) => void): void {
    const { arrivedAtMs } = unit
    if (this.#isOver) {
      release(arrivedAtMs)
      return
    }
    const mediaMs = (unit.timestamp * 1000) / this.#rates[kind]
    this.#leastLagMs[kind] = Math.min(this.#leastLagMs[kind], arrivedAtMs - mediaMs)
    this.#held.push({ kind, mediaMs, unit, release })
    this.#heldBytes += unit.data.length
    this.#sinceMs ??= arrivedAtMs
    const isEnough = this.#held.length >= mostUnits || this.#heldBytes >= mostBytes
    if (
      isEnough ||
      arrivedAtMs - this.#sinceMs >= longestMs ||
      (kind === 'video' && this.#isLive(mediaMs, arrivedAtMs))
    )
      this.end()
    else this.#awaitQuiet()
  }

  /** Lets everything go that is held; nothing is held any more. */
  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#quiet.abort()
    for (const { kind, mediaMs, unit, release } of this.#held.splice(0)) {
      const asLiveMs = this.#leastLagMs[kind] + mediaMs
      release(unit.arrivedAtMs - asLiveMs <= longestStoreMs ? asLiveMs : unit.arrivedAtMs)
    }
  }

  /** Pictures that are shown before one that came already (B-frames) say nothing of the pace. */
  #isLive(mediaMs: number, arrivedAtMs: number): boolean {
    const before = this.#newest
    if (before !== null && mediaMs <= before.mediaMs) return false
    this.#newest = { mediaMs, arrivedAtMs }
    return before !== null && arrivedAtMs - before.arrivedAtMs >= (mediaMs - before.mediaMs) * livePace
  }

  #awaitQuiet(): void {
    this.#quiet.abort()
    const quiet = new AbortController()
    this.#quiet = quiet
    this.#clock.sleep(quietMs, quiet.signal).then(
      () => this.end(),
      () => {},
    )
  }
}
