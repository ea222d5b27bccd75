import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { RecorderCamera } from './ipc.ts'

/**
 * Since when each camera is wanted as it is now: what was taken before must not be recorded, because recording may have
 * been off, or a mask wanted. The first set that is heard is what was wanted since this was made, at the agent's start: of
 * the time before nothing is known but what the ledger says.
 */
export class RecordingWishes {
  readonly #clock: Clock
  readonly #startMs: number
  #cameras: readonly RecorderCamera[] | null = null
  /** By camera, monotonic ms: somebody may set the wall clock meanwhile. */
  readonly #sinceMs = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startMs = clock.monotonicMs()
  }

  heard(cameras: readonly RecorderCamera[]): void {
    const before = this.#cameras
    this.#cameras = cameras
    if (before === null) return
    for (const camera of cameras) {
      const { cameraId } = camera
      const known = before.find(each => each.cameraId === cameraId)
      if (!known || !isWantedAlike(known, camera)) this.#sinceMs.set(cameraId, this.#clock.monotonicMs())
    }
  }

  /** By camera, wall ms. @param accountedTo see `RecorderHostOptions`. */
  recordableFromMs(accountedTo: (cameraId: string) => number | null): Record<string, number> {
    const nowMs = this.#clock.wallMs()
    const wallMinusMonotonicMs = nowMs - this.#clock.monotonicMs()
    const from = (cameraId: string) => {
      const wantedMs = wallMinusMonotonicMs + (this.#sinceMs.get(cameraId) ?? this.#startMs)
      return Math.max(wantedMs, accountedTo(cameraId) ?? nowMs)
    }
    return Object.fromEntries((this.#cameras ?? []).map(({ cameraId }) => [cameraId, from(cameraId)]))
  }
}

const isWantedAlike = (
  { configVersion: _, ...before }: RecorderCamera,
  { configVersion: __, ...after }: RecorderCamera,
): boolean => isDeepStrictEqual(before, after)
