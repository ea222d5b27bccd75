import { awaited } from '@nightjar/shared/domain/awaited.ts'
import type { Transport } from '@nightjar/shared/domain/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Lack } from './first-picture.ts'
import type { Watchdog } from './watchdog.ts'

/** The camera agreed to send and not one packet came. */
export class NothingCame extends AppError {
  readonly over: Transport

  constructor(over: Transport) {
    super('camera.no-data', { detail: `no packet over ${over}` })
    this.over = over
  }
}

export interface WatchedStream {
  readonly clock: Clock
  readonly watchdog: Watchdog
  readonly over: Transport
  /** For the first packet of any kind, ms from now; null leaves it to the watchdog. */
  readonly patienceMs: number | null
  /** Media time of the newest video packet; null before the first. */
  readonly lastTimestamp: () => number | null
  /** What the first picture still waits for; null once it has come. */
  readonly lacks: () => Lack | null
  /** Called at each look, after it. */
  readonly looked?: () => void
}

const watchIntervalMs = 1000

/** Looks once a second whether media goes on; `stalled` is told once it does not. @returns what ends the watch. */
export function watchStream(stream: WatchedStream, stalled: (error: AppError) => void): () => void {
  const { clock, watchdog, over, patienceMs } = stream
  const startedMs = clock.monotonicMs()
  return clock.every(watchIntervalMs, () => {
    const nowMs = clock.monotonicMs()
    const timestamp = stream.lastTimestamp()
    const isOver = watchdog.isStalled(timestamp, nowMs)
    const isImpatient = patienceMs !== null && nowMs - startedMs >= patienceMs
    const lack = stream.lacks()
    if (lack === 'packets' && (isOver || isImpatient)) stalled(new NothingCame(over))
    else if (isOver) stalled(new AppError(lack === null ? 'camera.stalled' : awaited[lack].code))
    stream.looked?.()
  })
}
