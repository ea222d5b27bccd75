import type { Disk } from '../platform/disk.ts'
import type { ClosedSegment } from './closed-segment.ts'

export interface RecoverOptions {
  readonly segmentsDir: string
  readonly disk: Disk
  /** Ids that the index answers for; their files are left alone. */
  readonly knownIds: ReadonlySet<string>
}

export interface Recovery {
  /** In order of wall start. */
  readonly segments: readonly ClosedSegment[]
  /** Names below the segments folder that were moved to its `quarantine` folder, with the reason. */
  readonly quarantined: readonly { readonly path: string; readonly reason: string }[]
}

/** Brings files that the index does not know back to their last whole fragment. No recorder may run meanwhile. */
export async function recoverSegments(_options: RecoverOptions): Promise<Recovery> {
  throw new Error('not built yet')
}
