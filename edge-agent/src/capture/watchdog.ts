import { Patience } from './patience.ts'

/** A camera at one picture in a quarter of a minute is slow, not stalled. */
const stallIntervals = 5
const maxIntervalMs = 60_000
/** Packets without a single picture that could be decoded: longer than any keyframe interval that makes sense. */
const maxBlindMs = 150_000
/** A connection that went on for longer than this before it fell silent has stalled; one that did not may be slow. */
const settledMs = 60_000
/** A silence that is longer is one to remember. */
const notableMs = 10_000
/** Without such a silence for so long the stream is no longer slow. */
const forgetMs = 600_000

/** What silences a stream has shown, from one connection to the next. */
export interface Silences {
  /** Before the first picture. */
  readonly first: Patience
  /** Between pictures. */
  readonly between: Patience
}

/** A stream that falls silent soon after each connection loses no more than a few minutes in an hour to patience. */
export const newSilences = (): Silences => ({ first: new Patience(), between: new Patience(3_600_000) })

/**
 * Watches that media time moves or whole pictures come; packets that do neither are no sign of life. Pictures alone do,
 * because a camera's clock may stand while its pictures go on. How long a silence may last follows what the stream has
 * shown. Ask it about once a second.
 */
export class Watchdog {
  readonly #silences: Silences
  #lastTimestamp: number | null = null
  #movedAtMs: number
  #intervalMs = 0
  #pictureAtMs: number
  #hasPicture = false
  /** Of the first picture; null before. */
  #firstAtMs: number | null = null
  #longestBeforeMs = 0
  #notableAtMs: number

  constructor(nowMs: number, silences: Silences = newSilences()) {
    this.#silences = silences
    this.#movedAtMs = nowMs
    this.#pictureAtMs = nowMs
    this.#notableAtMs = nowMs
  }

  /** The camera agreed to send: silence counts from here. */
  expect(nowMs: number): void {
    this.#movedAtMs = this.#pictureAtMs = this.#notableAtMs = nowMs
  }

  picture(nowMs: number): void {
    this.#pictureAtMs = nowMs
    this.#hasPicture = true
  }

  /** @param timestamp media time of the newest video packet; null before the first. */
  isStalled(timestamp: number | null, nowMs: number): boolean {
    if (timestamp !== this.#lastTimestamp || this.#hasPicture) this.#moved(timestamp, nowMs)
    if (nowMs - this.#pictureAtMs > maxBlindMs) return true
    if (nowMs - this.#movedAtMs <= this.#limitMs) return false
    this.#gaveUp(nowMs)
    return true
  }

  get #limitMs(): number {
    const { first, between } = this.#silences
    const { ms } = this.#firstAtMs === null ? first : between
    return Math.max(ms, stallIntervals * this.#intervalMs)
  }

  #moved(timestamp: number | null, nowMs: number): void {
    const silentMs = nowMs - this.#movedAtMs
    if (this.#firstAtMs === null) this.#longestBeforeMs = Math.max(this.#longestBeforeMs, silentMs)
    else if (silentMs > notableMs) this.#remember(silentMs, nowMs)
    else if (nowMs - this.#notableAtMs > forgetMs) this.#silences.between.forget()
    if (this.#hasPicture && this.#firstAtMs === null) {
      this.#firstAtMs = nowMs
      this.#silences.first.rewarded(this.#longestBeforeMs)
    }
    if (this.#lastTimestamp !== null) this.#intervalMs = Math.min(maxIntervalMs, silentMs)
    this.#hasPicture = false
    this.#lastTimestamp = timestamp
    this.#movedAtMs = nowMs
  }

  #remember(silentMs: number, nowMs: number): void {
    this.#silences.between.rewarded(silentMs)
    this.#notableAtMs = nowMs
  }

  #gaveUp(nowMs: number): void {
    const { first, between } = this.#silences
    if (this.#firstAtMs === null) first.exhausted(nowMs)
    else if (this.#movedAtMs - this.#firstAtMs < settledMs) between.exhausted(nowMs)
  }
}
