import type { ClosedSegment } from '../media/closed-segment.ts'
import type { Disk } from '../platform/disk.ts'
import { closedSegment } from './closed-facts.ts'
import { readSegment } from './read-segment.ts'

/**
 * Brings a segment back to its last whole fragment within the first `limit` bytes and makes that durable. Null where
 * there is none; the file is then left as it was. Rejects with what the disk rejects with.
 */
export async function salvageSegment(disk: Disk, path: string, limit: number): Promise<ClosedSegment | null> {
  const size = await disk.sizeOf(path)
  if (size === null) return null
  const source = await disk.open(path, 'read')
  const reading = await readSegment(source, Math.min(limit, size)).finally(() => source.close())
  if (!reading) return null
  const target = await disk.open(path, 'write')
  try {
    if (reading.wholeLength < size) await target.truncate(reading.wholeLength)
    await target.sync()
  } finally {
    await target.close()
  }
  return closedSegment(reading.about, {
    ...reading,
    byteLength: reading.wholeLength,
    source: 'recovered',
    wallEndMs: null,
  })
}
