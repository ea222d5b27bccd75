export type VideoCodec = 'h264' | 'h265'

const h264 = { sps: 7, pps: 8, firstSlice: 1, lastSlice: 5 }
const h265 = { vps: 32, sps: 33, pps: 34, lastSlice: 31 }

export const nalType = (codec: VideoCodec, nal: Uint8Array): number =>
  codec === 'h264' ? (nal[0] ?? 0) & 0x1f : ((nal[0] ?? 0) >> 1) & 0x3f

export function isSlice(codec: VideoCodec, nal: Uint8Array): boolean {
  const type = nalType(codec, nal)
  return codec === 'h264' ? type >= h264.firstSlice && type <= h264.lastSlice : type <= h265.lastSlice
}

/** VPS (H.265 only), SPS, PPS as they stand in a key picture; null when one is missing. */
export function parameterSets(codec: VideoCodec, nals: readonly Buffer[]): Buffer[] | null {
  const wanted = codec === 'h264' ? [h264.sps, h264.pps] : [h265.vps, h265.sps, h265.pps]
  const found = wanted.map(type => nals.find(nal => nalType(codec, nal) === type))
  return found.every(nal => nal !== undefined) ? found.map(nal => Buffer.from(nal)) : null
}
