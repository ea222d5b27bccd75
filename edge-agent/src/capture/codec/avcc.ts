import type { H264Sps } from './h264-sps.ts'

const profilesWithChroma = new Set([100, 110, 122, 144, 244, 44])

function sized(units: readonly Uint8Array[]): Uint8Array[] {
  return units.flatMap(unit => [new Uint8Array([unit.length >> 8, unit.length & 0xff]), unit])
}

/**
 * Body of the avcC box (ISO 14496-15 5.3.3.1) with 4-byte NAL lengths.
 * @param sps the parsed form of the parameter set that describes the stream.
 * @param spsUnits at most 31, @param ppsUnits at most 255, each under 64 KiB.
 */
export function buildAvcC(sps: H264Sps, spsUnits: readonly Uint8Array[], ppsUnits: readonly Uint8Array[]): Uint8Array {
  const parts = [
    new Uint8Array([1, sps.profile, sps.compatibility, sps.level, 0xff, 0xe0 | spsUnits.length]),
    ...sized(spsUnits),
    new Uint8Array([ppsUnits.length]),
    ...sized(ppsUnits),
  ]
  if (profilesWithChroma.has(sps.profile)) {
    const depths = [0xf8 | (sps.bitDepthLuma - 8), 0xf8 | (sps.bitDepthChroma - 8)]
    parts.push(new Uint8Array([0xfc | sps.chromaFormat, ...depths, 0]))
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** RFC 6381 3.3: `avc1.` with profile, constraints and level in hexadecimal. */
export function avcCodecString(sps: H264Sps): string {
  return `avc1.${Buffer.from([sps.profile, sps.compatibility, sps.level]).toString('hex')}`
}
