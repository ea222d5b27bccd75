import { ContinuousTime, type Order } from './continuous-time.ts'
import { OffsetEstimator } from './offset-estimator.ts'
import type { ClockPoint } from './rtp/receiver.ts'

/** One track's time: the camera's timestamps made continuous, and how they relate to our clock and to the camera's. */
export class TrackClock {
  readonly clockRate: number
  readonly #report: () => ClockPoint | null
  readonly #time: ContinuousTime
  readonly #offset = new OffsetEstimator()
  #seenJumps = 0
  #seenShift = 0
  /** The report that was current when the timestamps leapt or stood: it speaks of the time before. */
  #outdatedNtpMs: number | null = null

  constructor(clockRate: number, report: () => ClockPoint | null) {
    this.clockRate = clockRate
    this.#report = report
    this.#time = new ContinuousTime(clockRate)
  }

  /** The unit's continuous timestamp; `hasJumped` tells whether the camera's own leapt. */
  unit(timestamp: number, durationTicks: number, arrivedAtMs: number, order: Order) {
    const ticks = this.#time.map(timestamp, { arrivedAtMs, order, offsetMs: this.offsetMs })
    const hasJumped = this.#time.jumps !== this.#seenJumps
    this.#seenJumps = this.#time.jumps
    if (this.#time.shift !== this.#seenShift) this.#outdatedNtpMs = this.#report()?.ntpMs ?? null
    this.#seenShift = this.#time.shift
    this.#offset.add(this.toMs(ticks + durationTicks), arrivedAtMs)
    return { ticks, hasJumped }
  }

  toMs(ticks: number): number {
    return (ticks * 1000) / this.clockRate
  }

  /** Our monotonic clock minus this track's, in ms; null before the first unit. */
  get offsetMs(): number | null {
    return this.#offset.offsetMs
  }

  /** What the camera's wall clock showed at that timestamp, ms since the epoch; null without a current report. */
  cameraMs(ticks: number): number | null {
    const point = this.#point()
    return point === null ? null : point.ntpMs + this.toMs(ticks - point.ticks)
  }

  /** By how much what came of late came later than that, in ms; 0 or more. */
  get excessMs(): number {
    return this.#offset.excessMs
  }

  /** The timestamp at which the camera's wall clock showed that time. */
  ticksAtCameraMs(cameraMs: number): number | null {
    const point = this.#point()
    return point === null ? null : point.ticks + ((cameraMs - point.ntpMs) * this.clockRate) / 1000
  }

  /** The timestamp that belongs to a monotonic time of ours. */
  ticksAtMonotonicMs(monotonicMs: number): number | null {
    const { offsetMs } = this
    return offsetMs === null ? null : ((monotonicMs - offsetMs) * this.clockRate) / 1000
  }

  #point(): { ntpMs: number; ticks: number } | null {
    const report = this.#report()
    if (report === null || report.ntpMs === this.#outdatedNtpMs) return null
    return { ntpMs: report.ntpMs, ticks: report.timestamp + this.#time.shift }
  }
}
