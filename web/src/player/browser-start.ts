import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'

/**
 * Whether a browser's decoder can begin with this picture. The agent calls every picture a keyframe that decoding can
 * begin with; Chromium looks into the bytes and begins with IDR pictures of H.264 alone, not with recovery points, by
 * WebCodecs and by Media Source Extensions. Of H.265 the random access pictures (7.4.2.2) will do.
 * @param data NAL units, each behind its length of four bytes.
 */
export function isBrowserStart(codec: StreamHead['video']['codec'], data: Uint8Array): boolean {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  for (let at = 0; at + 5 <= data.length; at += 4 + view.getUint32(at)) {
    const header = data[at + 4]!
    const type = codec === 'h264' ? header & 0x1f : (header >> 1) & 0x3f
    if (codec === 'h264' ? type === 5 : type >= 16 && type <= 23) return true
  }
  return false
}
