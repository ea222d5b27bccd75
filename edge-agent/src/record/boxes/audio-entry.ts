import type { AudioTrack } from '../../media/track.ts'
import { box, fullBox, u16, u32, zeros } from './box.ts'

const entryType = { aac: 'mp4a', opus: 'Opus', pcmu: 'ulaw', pcma: 'alaw' } as const

/** AudioSampleEntry (ISO 14496-12 12.2.3). */
export function audioEntry(track: AudioTrack): Uint8Array {
  // 16.16 fixed point; a rate above 65535 Hz does not fit and is told by the decoder configuration alone.
  const rate = track.sampleRate <= 0xffff ? track.sampleRate * 0x10000 : 0
  return box(
    entryType[track.codec],
    zeros(6),
    u16(1),
    zeros(8),
    u16(track.channels, 16),
    u32(0, rate),
    ...configuration(track),
  )
}

function configuration(track: AudioTrack): Uint8Array[] {
  if (track.codec === 'aac') return [elementaryStream(track.decoderConfig)]
  if (track.codec === 'opus') return [box('dOps', track.decoderConfig)]
  return []
}

/** `esds` (ISO 14496-14 3.1.2): ES_Descriptor around decoder configuration and AudioSpecificConfig (ISO 14496-1 7.2.6). */
function elementaryStream(audioSpecificConfig: Uint8Array): Uint8Array {
  const mpeg4Audio = 0x40
  const audioStreamType = (5 << 2) | 1
  const specific = descriptor(5, audioSpecificConfig)
  const decoder = descriptor(4, new Uint8Array([mpeg4Audio, audioStreamType]), zeros(3), u32(0, 0), specific)
  return fullBox('esds', 0, 0, descriptor(3, u16(0), zeros(1), decoder, descriptor(6, new Uint8Array([2]))))
}

/** Tag, length in four 7-bit groups, content. */
function descriptor(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const head = [
    tag,
    0x80 | (length >> 21),
    0x80 | ((length >> 14) & 0x7f),
    0x80 | ((length >> 7) & 0x7f),
    length & 0x7f,
  ]
  const bytes = new Uint8Array(5 + length)
  bytes.set(head)
  let at = 5
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
