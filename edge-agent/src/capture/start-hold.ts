import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { nextTurn } from '../platform/turn.ts'
import { Pace } from './pace.ts'

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

/** Whatever comes, nothing waits longer, ms: a slow network takes seconds for what a camera has stored. */
const longestMs = 10_000
const mostUnits = 10_000
const mostBytes = 16 * 1024 * 1024
/** No camera keeps more than two minutes; what claims more is a clock that leapt. ms. */
const longestStoreMs = 120_000
/** What a camera has at hand when somebody connects: a group of pictures, and the one before it. Most, ms. */
const usualStoreMs = 30_000

/**
 * Holds what a connection brings first until it comes no faster than time passes. A camera may begin with the group of
 * pictures that it has at hand, and a network with what it held up: seconds of video at once, whose first picture, by
 * its arrival, would be placed seconds too late. What was held goes on with the arrival times that it would have had
 * live, and all that comes later at once; where nothing was stored that is after a fifth of a second.
 *
 * Of more than can be held nobody knows when it was taken before the end of it has come: it is let go, and recording
 * begins with a later keyframe.
 */
export class StartHold {
  readonly #clock: Clock
  readonly #rates: Record<Kind, number>
  readonly #pace = new Pace()
  /** Least arrival minus media time so far, ms. */
  readonly #leastLagMs = { video: Number.POSITIVE_INFINITY, audio: Number.POSITIVE_INFINITY }
  #held: Held[] = []
  #heldBytes = 0
  #sinceMs: number | null = null
  #isOver = false
  #quiet = new AbortController()

  /** @param rates ticks per second of the tracks. */
  constructor(clock: Clock, rates: Record<Kind, number>) {
    this.#clock = clock
    this.#rates = rates
  }

  /** @param release is called at most once, now or later, in the order of the calls, with the arrival time to go by. */
  push(kind: Kind, unit: Unit, release: (arrivedAtMs: number) => void): void {
    const { arrivedAtMs } = unit
    const mediaMs = (unit.timestamp * 1000) / this.#rates[kind]
    if (this.#isOver) {
      if (kind === 'video' && this.#pace.isOpen) this.#pace.isLive(mediaMs, arrivedAtMs)
      release(arrivedAtMs)
      return
    }
    this.#leastLagMs[kind] = Math.min(this.#leastLagMs[kind], arrivedAtMs - mediaMs)
    this.#held.push({ kind, mediaMs, unit, release })
    this.#heldBytes += unit.data.length
    this.#sinceMs ??= arrivedAtMs
    const isLive = kind === 'video' && this.#pace.isLive(mediaMs, arrivedAtMs)
    if (isLive || arrivedAtMs - this.#sinceMs >= longestMs) this.end()
    else {
      if (this.#held.length >= mostUnits || this.#heldBytes >= mostBytes) this.#letGo()
      this.#awaitQuiet()
    }
  }

  /** By how much what was let go may have been taken earlier than its arrival time says, ms: more may still be stored. */
  get lateMs(): number {
    return this.#pace.isOpen ? usualStoreMs : 0
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

  #letGo(): void {
    this.#held = []
    this.#heldBytes = 0
  }

  #awaitQuiet(): void {
    this.#quiet.abort()
    const quiet = new AbortController()
    this.#quiet = quiet
    this.#clock
      .sleep(Math.min(this.#pace.quietMs, longestMs), quiet.signal)
      // Where we were busy meanwhile, what came is still in the sockets.
      .then(nextTurn)
      .then(
        () => {
          if (quiet.signal.aborted) return
          this.#pace.quiet()
          this.end()
        },
        () => {},
      )
  }
}
