import type { SegmentIndex } from '../index/segment-index.ts'
import type { Disk } from '../platform/disk.ts'
import { listSegments } from '../record/list-segments.ts'

/** Note: the id of the segments folder, once it was checked. */
export const folderNote = 'segments-folder-id'
/** Note: set once all files that an index which is gone had known are in this one, as found. */
const foundNote = 'found.registered'

/**
 * A new index beside recordings had another one before it, damaged or deleted. What lies there is registered by name,
 * before anything is recorded: those files must not become a chain that begins as if nothing had been.
 *
 * @returns whether that was so now.
 */
export async function registerFound(deps: {
  readonly index: Pick<SegmentIndex, 'note' | 'setNote' | 'declareLost' | 'registerFound'>
  readonly disk: Disk
  readonly segmentsDir: string
  /** The index before is known to be gone. */
  readonly isLost: boolean
}): Promise<boolean> {
  const { index, disk, segmentsDir, isLost } = deps
  // An index from before this note was kept has its folder noted, and knows its files.
  if (index.note(foundNote) !== null || (!isLost && index.note(folderNote) !== null)) return false
  const files = await listSegments(disk, segmentsDir)
  const wasLost = isLost || files.length > 0
  if (wasLost) index.declareLost()
  for (const { cameraId, segmentIds } of files) index.registerFound(cameraId, segmentIds)
  index.setNote(foundNote, '1')
  return wasLost
}
