import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Disk } from '../platform/disk.ts'
import { mappingDiskErrors } from '../platform/disk-error.ts'
import { type IndexOptions, openIndex } from './open-index.ts'
import type { SegmentIndex } from './segment-index.ts'

/**
 * Opens the index, or sets a damaged one aside under `<path>.damaged-<wall ms>` and begins a fresh one: recording must
 * go on. Whoever calls must say so to the fresh one (`declareLost`) and raise an alarm when `setAside` is not null.
 */
export async function openOrReplaceIndex(options: IndexOptions & { readonly disk: Disk }): Promise<{
  readonly index: SegmentIndex
  readonly setAside: { readonly path: string; readonly why: string } | null
}> {
  try {
    return { index: openIndex(options), setAside: null }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'index.damaged') throw error
    const path = `${options.path}.damaged-${options.clock.wallMs()}`
    await mappingDiskErrors(() => moveAside(options.disk, options.path, path))
    return { index: openIndex(options), setAside: { path, why: error.detail ?? error.code } }
  }
}

/** The write-ahead log belongs to the file: left behind it would be taken for the fresh one's. */
async function moveAside(disk: Disk, from: string, to: string): Promise<void> {
  for (const suffix of ['-wal', '-shm', '']) {
    if ((await disk.sizeOf(from + suffix)) !== null) await disk.rename(from + suffix, to + suffix)
  }
}
