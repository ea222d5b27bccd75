import type { Disk } from '../platform/disk.ts'

/**
 * Guards against recording to the wrong disk (an unmounted volume, a swapped one). Call before recording and before
 * recovery. `expectedId` is the folder id that the index remembers; null for an index that never had a folder: then
 * `meta.json` is written, or taken over where it exists. Resolves to the folder's id, to be remembered.
 *
 * @throws AppError disk.wrong-folder where meta.json is missing or names another folder.
 */
export async function checkSegmentsDir(_options: {
  readonly segmentsDir: string
  readonly disk: Disk
  readonly expectedId: string | null
  newId(): string
}): Promise<string> {
  throw new Error('not built yet')
}
