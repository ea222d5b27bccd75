import type { EvictionCause, SegmentIndex } from '../index/segment-index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Disk } from '../platform/disk.ts'

/** Of a camera that is no longer configured nothing is known: only the rule of free space takes its segments. */
export interface RetentionPolicy {
  readonly cameraId: string
  readonly retentionDays: number | null
  readonly quotaBytes: number | null
}

export interface RetentionOptions {
  readonly index: SegmentIndex
  readonly disk: Disk
  readonly clock: Clock
  readonly segmentsDir: string
  policies(): readonly RetentionPolicy[]
  onEvicted?(evicted: { readonly segmentId: string; readonly cameraId: string; readonly cause: EvictionCause }): void
}

export interface Retention {
  /** One bounded round; resolves to the number of segments evicted. Rounds never overlap. */
  run(): Promise<number>
}

export function createRetention(_options: RetentionOptions): Retention {
  throw new Error('not built yet')
}
