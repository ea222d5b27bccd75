import { elementaryStream } from './elementary-stream.ts'
import { u16, u32, zeros } from './fields.ts'
import { box } from './write-box.ts'

const entryTypes = { aac: 'mp4a', opus: 'Opus', pcmu: 'ulaw', pcma: 'alaw' } as const

export interface AudioSampleEntry {
  readonly codec: keyof typeof entryTypes
  /** AudioSpecificConfig for AAC (ISO 14496-3 1.6), the `dOps` body for Opus, not read for G.711. */
  readonly decoderConfig: Uint8Array
  /** Hz. */
  readonly sampleRate: number
  readonly channels: number
}

/** AudioSampleEntry (ISO 14496-12 12.2.3). */
export function audioSampleEntry(entry: AudioSampleEntry): Uint8Array<ArrayBuffer> {
  // 16.16 fixed point; a rate above 65535 Hz does not fit and is told by the decoder configuration alone.
  const rate = entry.sampleRate <= 0xffff ? entry.sampleRate * 0x10000 : 0
  return box(
    entryTypes[entry.codec],
    zeros(6),
    u16(1),
    zeros(8),
    u16(entry.channels, 16),
    u32(0, rate),
    ...configuration(entry),
  )
}

function configuration({ codec, decoderConfig }: AudioSampleEntry): Uint8Array[] {
  if (codec === 'aac') return [elementaryStream(decoderConfig)]
  if (codec === 'opus') return [box('dOps', decoderConfig)]
  return []
}
