import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { cameraFolder } from '../media/segment-path.ts'
import type { Disk } from '../platform/disk.ts'
import { mappingDiskErrors } from '../platform/disk-error.ts'

export interface CameraFiles {
  readonly cameraId: string
  /** By their names; nobody has looked into them. */
  readonly segmentIds: readonly string[]
}

/**
 * What lies in the segments folder, by name alone; empty where there is no such folder.
 *
 * @throws AppError of the `disk.` family.
 */
export const listSegments = (disk: Disk, segmentsDir: string): Promise<readonly CameraFiles[]> =>
  mappingDiskErrors(async () => {
    const found: CameraFiles[] = []
    for (const folder of await readIfThere(disk, segmentsDir)) {
      if (folder.kind !== 'folder' || !isId(folder.name)) continue
      const names = await disk.readFolder(cameraFolder(segmentsDir, folder.name))
      const segmentIds = names
        .filter(entry => entry.kind === 'file' && entry.name.endsWith('.mp4'))
        .map(entry => entry.name.slice(0, -'.mp4'.length))
        .filter(isId)
      if (segmentIds.length > 0) found.push({ cameraId: folder.name, segmentIds })
    }
    return found
  })

const isId = (name: string): boolean => idSchema.safeParse(name).success

const readIfThere = (disk: Disk, path: string) =>
  disk.readFolder(path).catch(error => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
