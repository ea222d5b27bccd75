import { dirname, join } from 'node:path'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { EvictionCandidate, EvictionCause, SegmentFile } from '../media/stored-segment.ts'
import type { Disk } from '../platform/disk.ts'
import { mappingDiskErrors } from '../platform/disk-error.ts'
import type { RetentionStore } from './retention-store.ts'
import { createStepGuard } from './step-guard.ts'

/** Of a camera that is no longer configured nothing is known: only the rule of free space takes its segments. */
export interface RetentionPolicy {
  readonly cameraId: string
  readonly retentionDays: number | null
  readonly quotaBytes: number | null
}

export interface RetentionOptions {
  readonly index: RetentionStore
  readonly disk: Disk
  readonly clock: Clock
  readonly segmentsDir: string
  policies(): readonly RetentionPolicy[]
  onEvicted?(evicted: { readonly segmentId: string; readonly cameraId: string; readonly cause: EvictionCause }): void
}

export interface Retention {
  /**
   * One bounded round; resolves to the number of segments evicted. A call during a round gets that round's promise.
   * What was decided is carried out by a later round where it rejects.
   *
   * @throws AppError of the `disk.` family.
   */
  run(): Promise<number>
}

const dayMs = 86_400_000
/** Segments per round and rule: a round ends in seconds even where a policy was cut from years to days. */
const mostPerRound = 200
/** Records of each chain that stay although their segments are gone: about a day, for whoever looks into the file. */
const keptRecords = 3000
/** Below this share of the volume the oldest go, whatever the policies say... */
const leastFreeShare = 0.05
/** ...until this share is free again, so that the rule does not work segment by segment. */
const aimedFreeShare = 0.06

export function createRetention(options: RetentionOptions): Retention {
  const isClockSteady = createStepGuard(options.clock)
  let round: Promise<number> | null = null
  return {
    run() {
      round ??= mappingDiskErrors(() => runRound(options, isClockSteady())).finally(() => {
        round = null
      })
      return round
    },
  }
}

async function runRound(options: RetentionOptions, isClockSteady: boolean): Promise<number> {
  // What an earlier round, or one before a crash, took from the index but not yet from the disk.
  await sweep(options)
  let evicted = 0
  for (const policy of options.policies()) {
    if (isClockSteady) evicted += byAge(options, policy)
    evicted += byQuota(options, policy)
  }
  evicted += await bySpace(options)
  if (evicted > 0) await sweep(options)
  for (const cameraId of options.index.chains()) options.index.pruneChain(cameraId, keptRecords, mostPerRound)
  return evicted
}

function byAge(options: RetentionOptions, { cameraId, retentionDays }: RetentionPolicy): number {
  if (retentionDays === null) return 0
  const beforeMs = options.clock.wallMs() - retentionDays * dayMs
  return evictAll(options, options.index.endedBefore(cameraId, beforeMs, mostPerRound), 'retention.age')
}

function byQuota(options: RetentionOptions, { cameraId, quotaBytes }: RetentionPolicy): number {
  if (quotaBytes === null) return 0
  const excess = options.index.usage(cameraId).bytes - quotaBytes
  return evictAll(options, worth(options.index.cheapest(cameraId, mostPerRound), excess), 'retention.quota')
}

async function bySpace(options: RetentionOptions): Promise<number> {
  const { totalBytes, freeBytes } = await options.disk.space(options.segmentsDir)
  if (freeBytes >= totalBytes * leastFreeShare) return 0
  const missing = totalBytes * aimedFreeShare - freeBytes
  return evictAll(options, worth(options.index.cheapest(null, mostPerRound), missing), 'retention.space')
}

/** The first candidates that free at least `bytes` together. */
function worth(candidates: readonly EvictionCandidate[], bytes: number): EvictionCandidate[] {
  const chosen: EvictionCandidate[] = []
  let freed = 0
  for (const candidate of candidates) {
    if (freed >= bytes) break
    chosen.push(candidate)
    freed += candidate.byteLength
  }
  return chosen
}

function evictAll(options: RetentionOptions, segments: readonly EvictionCandidate[], cause: EvictionCause): number {
  let evicted = 0
  for (const { segmentId, cameraId } of segments) {
    if (!options.index.evict(segmentId, cause)) continue
    evicted++
    options.onEvicted?.({ segmentId, cameraId, cause })
  }
  return evicted
}

/** Unlinks garbage and forgets it once the names are durably gone: a crash at any step leaves work, never a stray. */
async function sweep({ index, disk, segmentsDir }: RetentionOptions): Promise<void> {
  for (;;) {
    const garbage = index.garbage(mostPerRound)
    if (garbage.length === 0) return
    for (const file of garbage) await unlinkIfThere(disk, join(segmentsDir, file.path))
    for (const folder of foldersOf(garbage)) await disk.syncFolder(join(segmentsDir, folder))
    index.dropGarbage(garbage.map(file => file.segmentId))
  }
}

const foldersOf = (files: readonly SegmentFile[]) => new Set(files.map(file => dirname(file.path)))

async function unlinkIfThere(disk: Disk, path: string): Promise<void> {
  try {
    await disk.unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
