import type { Clock } from '../platform/clock.ts'
import type { DiskFile } from '../platform/disk.ts'

/** A file that is to be durable up to what was written, again and again, until it is left. */
export interface SyncMember {
  /** Bytes up to here are written; the next round makes them durable. */
  written(length: number): void
  /** Resolves when no sync of this file is under way; none follows. */
  leave(): Promise<void>
}

/** Makes the files of all cameras durable in common rounds, so that a disk is woken once and not once per camera. */
export interface SyncGroup {
  join(file: DiskFile, durable: (length: number) => void, failed: (error: unknown) => void): SyncMember
  stop(): Promise<void>
}

export interface SyncGroupOptions {
  readonly clock: Clock
  /** Milliseconds between rounds; default 700. */
  readonly intervalMs?: number
}

export function createSyncGroup(_options: SyncGroupOptions): SyncGroup {
  throw new Error('not built yet')
}
