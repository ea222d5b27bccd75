import { u16, u32, zeros } from './fields.ts'
import { fullBox } from './write-box.ts'

/** `esds` (ISO 14496-14 3.1.2): ES_Descriptor around decoder configuration and AudioSpecificConfig (ISO 14496-1 7.2.6). */
export function elementaryStream(audioSpecificConfig: Uint8Array): Uint8Array<ArrayBuffer> {
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
