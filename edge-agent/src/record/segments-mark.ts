import { join } from 'node:path'
import type { Disk } from '../platform/disk.ts'

export const metaPath = (segmentsDir: string): string => join(segmentsDir, 'meta.json')

/** Whether the folder carries a mark at all: gone in the middle of a run, its volume is gone. */
export const isMarked = async (folder: { readonly segmentsDir: string; readonly disk: Disk }): Promise<boolean> =>
  (await folder.disk.sizeOf(metaPath(folder.segmentsDir))) !== null
