import { box } from '@nightjar/shared/mp4/write-box.ts'
import type { SegmentAbout } from './about-schema.ts'

/** Extended type of our box behind `moov` (ISO 14496-12 4.2): 6e696768-746a-4172-8a53-5365676d656e. */
const aboutType = Uint8Array.from(Buffer.from('6e696768746a41728a535365676d656e', 'hex'))

export const aboutBox = (about: SegmentAbout): Uint8Array =>
  box('uuid', aboutType, new TextEncoder().encode(JSON.stringify(about)))

/** Takes a whole `uuid` box apart; null where it is none of ours or makes no sense. */
export async function readAboutBox(bytes: Uint8Array): Promise<SegmentAbout | null> {
  if (bytes.length < 24 || Buffer.compare(bytes.subarray(8, 24), aboutType) !== 0) return null
  try {
    // Loaded only where a file is read: the recorder writes them, and is 10 MB smaller without the schemas.
    const { segmentAboutSchema } = await import('./about-schema.ts')
    return segmentAboutSchema.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(24))))
  } catch {
    return null
  }
}
