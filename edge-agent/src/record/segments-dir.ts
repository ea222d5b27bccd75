import { join } from 'node:path'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { z } from 'zod'
import type { Disk } from '../platform/disk.ts'
import { mappingDiskErrors } from '../platform/disk-error.ts'
import { metaPath } from './segments-mark.ts'

const metaSchema = z.object({ kind: z.literal('nightjar-segments'), folderId: idSchema })
const mostMetaBytes = 4096

export interface SegmentsDirCheck {
  readonly segmentsDir: string
  readonly disk: Disk
  /** What the index remembers; null for an index that never had a folder. */
  readonly expectedId: string | null
  newId(): string
}

/**
 * Guards against recording to the wrong disk (an unmounted volume, a swapped one). Call before recording and before
 * recovery. Without an `expectedId` the folder's `meta.json` is written, or taken over where it exists. Resolves to
 * the folder's id, to be remembered.
 *
 * @throws AppError disk.wrong-folder where meta.json is missing or names another folder; disk.full, disk.fault.
 */
export const checkSegmentsDir = (check: SegmentsDirCheck): Promise<string> =>
  mappingDiskErrors(() => readOrWriteMeta(check))

async function readOrWriteMeta(check: SegmentsDirCheck): Promise<string> {
  const found = await readMeta(check)
  if (check.expectedId === null) return found ?? (await writeMeta(check))
  if (found === check.expectedId) return found
  throw new AppError('disk.wrong-folder', {
    detail: `${check.segmentsDir}: expected folder ${check.expectedId}, found ${found ?? 'no meta.json'}`,
  })
}

async function readMeta(check: SegmentsDirCheck): Promise<string | null> {
  const size = await check.disk.sizeOf(metaPath(check.segmentsDir))
  if (size === null || size > mostMetaBytes) return null
  const file = await check.disk.open(metaPath(check.segmentsDir), 'read')
  try {
    const bytes = new Uint8Array(size)
    await file.read(bytes, 0)
    return metaSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).folderId
  } catch (error) {
    // Torn by a crash while it was first written: as good as missing. The disk's own failures are not.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null
    throw error
  } finally {
    await file.close()
  }
}

/** Written under another name first: meta.json is there whole or not at all. */
async function writeMeta(check: SegmentsDirCheck): Promise<string> {
  const { disk, segmentsDir } = check
  const folderId = check.newId()
  const draft = join(segmentsDir, `meta.${folderId}.draft`)
  await disk.makeFolder(segmentsDir)
  // Also where it was there: whoever made it may have died before its name was durable.
  await disk.syncFolder(join(segmentsDir, '..'))
  const file = await disk.create(draft)
  await file.writev([new TextEncoder().encode(JSON.stringify({ kind: 'nightjar-segments', folderId }))], 0)
  await file.sync()
  await file.close()
  await disk.rename(draft, metaPath(check.segmentsDir))
  await disk.syncFolder(segmentsDir)
  return folderId
}
