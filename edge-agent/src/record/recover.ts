import { join } from 'node:path'
import type { ClosedSegment } from '../media/closed-segment.ts'
import { cameraFolder } from '../media/segment-path.ts'
import type { Disk } from '../platform/disk.ts'
import { mappingDiskErrors } from '../platform/disk-error.ts'
import { salvageSegment } from './salvage.ts'

export interface RecoverOptions {
  readonly segmentsDir: string
  readonly disk: Disk
  /** Ids that the index answers for; their files are left alone. */
  readonly knownIds: ReadonlySet<string>
}

export interface Recovery {
  /** In order of wall start. */
  readonly segments: readonly ClosedSegment[]
  /** Names below the segments folder that were moved to its `quarantine` folder, or could not be, with the reason. */
  readonly quarantined: readonly { readonly path: string; readonly reason: string }[]
}

const quarantineFolder = 'quarantine'

/**
 * Brings files that the index does not know back to their last whole fragment. No recorder may run meanwhile: a file
 * that still grows would no longer be what was hashed.
 *
 * @throws AppError of the `disk.` family where a folder cannot be read.
 */
export const recoverSegments = (options: RecoverOptions): Promise<Recovery> =>
  mappingDiskErrors(() => recoverAll(options))

async function recoverAll(options: RecoverOptions): Promise<Recovery> {
  const { disk, segmentsDir } = options
  const segments: ClosedSegment[] = []
  const quarantined: { path: string; reason: string }[] = []
  for (const folder of await disk.readFolder(segmentsDir)) {
    if (folder.kind !== 'folder' || folder.name === quarantineFolder) continue
    for (const entry of await disk.readFolder(cameraFolder(segmentsDir, folder.name))) {
      if (entry.kind !== 'file' || options.knownIds.has(entry.name.replace(/\.mp4$/, ''))) continue
      const outcome = await recoverFile(options, folder.name, entry.name)
      if (typeof outcome === 'string') quarantined.push({ path: `${folder.name}/${entry.name}`, reason: outcome })
      else segments.push(outcome)
    }
  }
  return { segments: segments.sort((a, b) => a.wallStartMs - b.wallStartMs), quarantined }
}

/** The segment, or the reason why there is none; the file is in quarantine then. */
export async function recoverFile(
  options: Pick<RecoverOptions, 'disk' | 'segmentsDir'>,
  cameraId: string,
  name: string,
): Promise<ClosedSegment | string> {
  const { disk, segmentsDir } = options
  const path = join(cameraFolder(segmentsDir, cameraId), name)
  const reason = await salvageSegment(disk, path, Number.MAX_SAFE_INTEGER).then(
    segment => {
      if (!segment) return 'no whole fragment'
      return name === `${segment.segmentId}.mp4` && segment.cameraId === cameraId ? segment : 'not the file of its name'
    },
    error => `unreadable (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
  )
  if (typeof reason !== 'string') return reason
  await quarantineFile(options, cameraId, name).catch(() => {})
  return reason
}

/** Out of the way, never deleted: it may hold pictures that better tools can read. */
export async function quarantineFile(
  { disk, segmentsDir }: Pick<RecoverOptions, 'disk' | 'segmentsDir'>,
  cameraId: string,
  name: string,
): Promise<void> {
  const path = join(cameraFolder(segmentsDir, cameraId), name)
  const folder = join(segmentsDir, quarantineFolder)
  await disk.makeFolder(folder)
  await disk.syncFolder(segmentsDir)
  await disk.rename(path, join(folder, `${cameraId}-${name}`))
  await disk.syncFolder(folder)
  await disk.syncFolder(join(path, '..'))
}
