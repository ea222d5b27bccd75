import { u16, u32, zeros } from './fields.ts'
import { box } from './write-box.ts'

/** Of the sample entry and of the decoder configuration in it. */
const boxTypes = { h264: ['avc1', 'avcC'], h265: ['hvc1', 'hvcC'] } as const

export interface VideoSampleEntry {
  readonly codec: keyof typeof boxTypes
  /** Body of avcC (ISO 14496-15 5.3.3.1) or hvcC (8.3.3.1). */
  readonly decoderConfig: Uint8Array
  /** Pixels, at most 65535. */
  readonly width: number
  readonly height: number
}

/**
 * VisualSampleEntry (ISO 14496-12 12.1.3). `avc1` and `hvc1`: parameter sets are in the configuration box alone
 * (ISO 14496-15 5.4.2, 8.4.1), which is how packets come.
 */
export function videoSampleEntry(entry: VideoSampleEntry): Uint8Array<ArrayBuffer> {
  const [type, configuration] = boxTypes[entry.codec]
  const seventyTwoDpi = 0x00480000
  return box(
    type,
    zeros(6),
    u16(1),
    zeros(16),
    u16(entry.width, entry.height),
    u32(seventyTwoDpi, seventyTwoDpi, 0),
    u16(1),
    zeros(32),
    u16(0x0018, 0xffff),
    box(configuration, entry.decoderConfig),
  )
}
