import type { VideoTrack } from '../../media/track.ts'
import { box, u16, u32, zeros } from './box.ts'

/**
 * VisualSampleEntry (ISO 14496-12 12.1.3). `avc1` and `hvc1`: parameter sets are in the configuration box alone
 * (ISO 14496-15 5.4.2, 8.4.1), which is how packets come.
 */
export function videoEntry(track: VideoTrack): Uint8Array {
  const seventyTwoDpi = 0x00480000
  return box(
    track.codec === 'h264' ? 'avc1' : 'hvc1',
    zeros(6),
    u16(1),
    zeros(16),
    u16(track.width, track.height),
    u32(seventyTwoDpi, seventyTwoDpi, 0),
    u16(1),
    zeros(32),
    u16(0x0018, 0xffff),
    box(track.codec === 'h264' ? 'avcC' : 'hvcC', track.decoderConfig),
  )
}
