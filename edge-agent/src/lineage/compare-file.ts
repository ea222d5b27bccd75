import { createHash } from 'node:crypto'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { FoundFile, FoundSegment } from '../media/found-segment.ts'
import type { Disk } from '../platform/disk.ts'

const pieceBytes = 1024 * 1024

/** Holds a file against a manifest: its length, and SHA-256 over all of it unless the index has it already. */
export async function compareFile(
  disk: Disk,
  path: string,
  found: FoundSegment,
  { byteLength, mediaHash }: Pick<SegmentManifest, 'byteLength' | 'mediaHash'>,
): Promise<FoundFile> {
  if (found.isGone) return 'gone'
  const size = await disk.sizeOf(path)
  if (size === null) return 'gone'
  if (size !== byteLength) return 'other'
  return (found.mediaHash ?? (await hashOf(disk, path, size))) === mediaHash ? 'same' : 'other'
}

async function hashOf(disk: Disk, path: string, size: number): Promise<string> {
  const file = await disk.open(path, 'read')
  try {
    const hash = createHash('sha256')
    const piece = new Uint8Array(Math.min(pieceBytes, Math.max(1, size)))
    for (let at = 0; ; ) {
      const read = await file.read(piece, at)
      if (read === 0) return hash.digest('hex')
      hash.update(piece.subarray(0, read))
      at += read
    }
  } finally {
    await file.close()
  }
}
