import { BitReader, unescapeNal } from './bit-reader.ts'

export interface H264Sps {
  readonly id: number
  readonly profile: number
  /** constraint_set flags with the two reserved bits, as in avcC. */
  readonly compatibility: number
  readonly level: number
  readonly chromaFormat: number
  readonly bitDepthLuma: number
  readonly bitDepthChroma: number
  /** After cropping. */
  readonly width: number
  readonly height: number
  /** Pictures per second from the VUI; null where it does not say. */
  readonly frameRate: number | null
  /** Pictures may come in another order than they are shown; true where the set does not rule it out. */
  readonly reorders: boolean
  /** frame_mbs_only_flag: no picture is coded as two fields. */
  readonly framesOnly: boolean
}

/** Profiles whose SPS carries the chroma format (H.264 7.3.2.1.1). */
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])
const extendedSar = 255

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8
  let next = 8
  for (let i = 0; i < size; i++) {
    if (next !== 0) next = (last + bits.se() + 256) % 256
    last = next === 0 ? last : next
  }
}

function readChroma(bits: BitReader, profile: number) {
  if (!highProfiles.has(profile)) return { chromaFormat: 1, separate: false, bitDepthLuma: 8, bitDepthChroma: 8 }
  const chromaFormat = bits.ue()
  const separate = chromaFormat === 3 && bits.flag()
  const bitDepthLuma = 8 + bits.ue()
  const bitDepthChroma = 8 + bits.ue()
  bits.skip(1)
  if (bits.flag()) {
    const lists = chromaFormat === 3 ? 12 : 8
    for (let i = 0; i < lists; i++) if (bits.flag()) skipScalingList(bits, i < 6 ? 16 : 64)
  }
  return { chromaFormat, separate, bitDepthLuma, bitDepthChroma }
}

function skipPictureOrder(bits: BitReader): number {
  const type = bits.ue()
  if (type === 0) bits.ue()
  if (type !== 1) return type
  bits.skip(1)
  bits.se()
  bits.se()
  const cycle = bits.ue()
  for (let i = 0; i < cycle; i++) bits.se()
  return type
}

interface Vui {
  frameRate: number | null
  reorderFrames: number | null
}

/** hrd_parameters (E.1.2) */
function skipHrd(bits: BitReader): void {
  const count = bits.ue() + 1
  bits.skip(8)
  for (let i = 0; i < count; i++) {
    bits.ue()
    bits.ue()
    bits.skip(1)
  }
  bits.skip(20)
}

function readTiming(bits: BitReader): number | null {
  const ticks = bits.bits(32)
  const scale = bits.bits(32)
  bits.skip(1)
  const rate = scale / (2 * ticks)
  return ticks > 0 && rate > 0 && rate <= 1000 ? rate : null
}

/** vui_parameters (E.1.1); fills `vui` as it goes, so that a set cut short keeps what came before. */
function readVui(bits: BitReader, vui: Vui): void {
  if (bits.flag() && bits.bits(8) === extendedSar) bits.skip(32)
  if (bits.flag()) bits.skip(1)
  if (bits.flag()) {
    bits.skip(4)
    if (bits.flag()) bits.skip(24)
  }
  if (bits.flag()) {
    bits.ue()
    bits.ue()
  }
  if (bits.flag()) vui.frameRate = readTiming(bits)
  const hasNalHrd = bits.flag()
  if (hasNalHrd) skipHrd(bits)
  const hasVclHrd = bits.flag()
  if (hasVclHrd) skipHrd(bits)
  if (hasNalHrd || hasVclHrd) bits.skip(1)
  bits.skip(1)
  if (!bits.flag()) return
  bits.skip(1)
  for (let i = 0; i < 4; i++) bits.ue()
  vui.reorderFrames = bits.ue()
}

/** A VUI that is cut short or wrong costs the frame rate, not the stream. */
function vuiOrNothing(bits: BitReader): Vui {
  const vui: Vui = { frameRate: null, reorderFrames: null }
  try {
    if (bits.flag()) readVui(bits, vui)
  } catch {
    // What was read stays.
  }
  return vui
}

/**
 * Parses a sequence parameter set (H.264 7.3.2.1), header byte included.
 * Returns null for what is none or what no camera sends (over 16384 pixels a side).
 */
export function parseH264Sps(nal: Uint8Array): H264Sps | null {
  try {
    const raw = unescapeNal(nal)
    const [header, profile, compatibility, level] = raw
    if (header === undefined || (header & 0x1f) !== 7 || level === undefined) return null
    const bits = new BitReader(raw.subarray(4))
    const id = bits.ue()
    const { chromaFormat, separate, bitDepthLuma, bitDepthChroma } = readChroma(bits, profile!)
    bits.ue()
    const orderType = skipPictureOrder(bits)
    bits.ue()
    bits.skip(1)
    const widthInMacroblocks = bits.ue() + 1
    const heightInMapUnits = bits.ue() + 1
    const framesOnly = bits.flag()
    if (!framesOnly) bits.skip(1)
    bits.skip(1)
    const crop = bits.flag() ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()] : [0, 0, 0, 0]
    const fieldFactor = framesOnly ? 1 : 2
    const isPlanar = chromaFormat === 0 || separate
    const unitX = isPlanar || chromaFormat === 3 ? 1 : 2
    const unitY = (isPlanar || chromaFormat !== 1 ? 1 : 2) * fieldFactor
    const width = widthInMacroblocks * 16 - unitX * (crop[0]! + crop[1]!)
    const height = heightInMapUnits * 16 * fieldFactor - unitY * (crop[2]! + crop[3]!)
    if (id > 31 || chromaFormat > 3 || width < 1 || height < 1 || width > 16384 || height > 16384) return null
    const { frameRate, reorderFrames } = vuiOrNothing(bits)
    // Baseline has no B slices, and order type 2 (8.2.1.3) shows pictures as they come.
    const reorders = profile !== 66 && orderType !== 2 && reorderFrames !== 0
    return {
      id,
      profile: profile!,
      compatibility: compatibility!,
      level,
      chromaFormat,
      bitDepthLuma,
      bitDepthChroma,
      width,
      height,
      frameRate,
      reorders,
      framesOnly,
    }
  } catch {
    return null
  }
}
