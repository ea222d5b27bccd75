import type { H265Sps } from './h265-sps.ts'

export interface H265ParameterSets {
  readonly vps: readonly Uint8Array[]
  readonly sps: readonly Uint8Array[]
  readonly pps: readonly Uint8Array[]
}

/** One array of hvcC, marked complete: `hvc1` samples carry no parameter sets of their own. */
function nalArray(type: number, units: readonly Uint8Array[]): Uint8Array[] {
  const header = new Uint8Array([0x80 | type, units.length >> 8, units.length & 0xff])
  return [header, ...units.flatMap(unit => [new Uint8Array([unit.length >> 8, unit.length & 0xff]), unit])]
}

/** Body of the hvcC box (ISO 14496-15 8.3.3.1) with 4-byte NAL lengths. */
export function buildHvcC(sps: H265Sps, sets: H265ParameterSets): Uint8Array {
  const head = new Uint8Array(23)
  const view = new DataView(head.buffer)
  head[0] = 1
  head[1] = (sps.profileSpace << 6) | (sps.isHighTier ? 0x20 : 0) | sps.profile
  view.setUint32(2, sps.compatibility)
  head.set(sps.constraints, 6)
  head[12] = sps.level
  // Unknown segmentation and parallelism are 0 behind their reserved bits, an unspecified average frame rate as well.
  view.setUint16(13, 0xf000)
  head[15] = 0xfc
  head[16] = 0xfc | sps.chromaFormat
  head[17] = 0xf8 | (sps.bitDepthLuma - 8)
  head[18] = 0xf8 | (sps.bitDepthChroma - 8)
  head[21] = (sps.temporalLayers << 3) | (sps.isTemporalIdNested ? 4 : 0) | 3
  head[22] = 3
  return new Uint8Array(
    Buffer.concat([head, ...nalArray(32, sets.vps), ...nalArray(33, sets.sps), ...nalArray(34, sets.pps)]),
  )
}

function reverseBits(value: number): number {
  let reversed = 0
  for (let i = 0; i < 32; i++) if (value & (1 << i)) reversed += 2 ** (31 - i)
  return reversed
}

/** ISO 14496-15 annex E.3, e.g. `hvc1.1.6.L93.B0`. */
export function hevcCodecString(sps: H265Sps): string {
  const space = ['', 'A', 'B', 'C'][sps.profileSpace]
  const constraints = [...sps.constraints]
  while (constraints.length > 0 && constraints.at(-1) === 0) constraints.pop()
  const parts = constraints.map(byte => `.${byte.toString(16).toUpperCase()}`).join('')
  const compatibility = reverseBits(sps.compatibility).toString(16).toUpperCase()
  return `hvc1.${space}${sps.profile}.${compatibility}.${sps.isHighTier ? 'H' : 'L'}${sps.level}${parts}`
}
