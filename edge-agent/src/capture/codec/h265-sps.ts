import { BitReader, unescapeNal } from './bit-reader.ts'

export interface H265Sps {
  readonly id: number
  readonly profileSpace: number
  readonly isHighTier: boolean
  readonly profile: number
  /** general_profile_compatibility_flag[0..31], first flag in the highest bit. */
  readonly compatibility: number
  /** The six bytes of general constraint flags. */
  readonly constraints: Uint8Array
  readonly level: number
  readonly temporalLayers: number
  readonly isTemporalIdNested: boolean
  readonly chromaFormat: number
  readonly bitDepthLuma: number
  readonly bitDepthChroma: number
  /** After the conformance window. */
  readonly width: number
  readonly height: number
  /** Pictures per second from the VUI; null where it does not say. */
  readonly frameRate: number | null
  /** Pictures may come in another order than they are shown; true where the set does not rule it out. */
  readonly reorders: boolean
}

interface Tail {
  reorders: boolean
  frameRate: number | null
}

const extendedSar = 255
const maxShortTermSets = 64
const maxPictures = 16

/** profile_tier_level (H.265 7.3.3) behind the general part: the sub-layers' copies are of no use here. */
function skipSubLayers(bits: BitReader, subLayers: number): void {
  if (subLayers === 0) return
  const present: [boolean, boolean][] = []
  for (let i = 0; i < subLayers; i++) present.push([bits.flag(), bits.flag()])
  bits.skip(2 * (8 - subLayers))
  for (const [profile, level] of present) bits.skip((profile ? 88 : 0) + (level ? 8 : 0))
}

/** scaling_list_data (7.3.4) */
function skipScalingLists(bits: BitReader): void {
  for (let size = 0; size < 4; size++) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      if (!bits.flag()) bits.ue()
      else {
        if (size > 1) bits.se()
        const coefficients = Math.min(64, 1 << (4 + (size << 1)))
        for (let i = 0; i < coefficients; i++) bits.se()
      }
    }
  }
}

/** st_ref_pic_set (7.3.7); returns its number of pictures, which the next one is predicted from. */
function skipShortTermSet(bits: BitReader, index: number, previousPictures: number): number {
  if (index > 0 && bits.flag()) {
    bits.skip(1)
    bits.ue()
    let pictures = 0
    for (let i = 0; i <= previousPictures; i++) if (bits.flag() || bits.flag()) pictures++
    return pictures
  }
  const pictures = bits.ue() + bits.ue()
  if (pictures > maxPictures * 2) throw new RangeError('too many pictures')
  for (let i = 0; i < pictures; i++) {
    bits.ue()
    bits.skip(1)
  }
  return pictures
}

function skipReferenceSets(bits: BitReader, pocBits: number): void {
  const sets = bits.ue()
  if (sets > maxShortTermSets) throw new RangeError('too many sets')
  let pictures = 0
  for (let i = 0; i < sets; i++) pictures = skipShortTermSet(bits, i, pictures)
  if (!bits.flag()) return
  const longTerm = bits.ue()
  bits.skip(longTerm * (pocBits + 1))
}

/** vui_parameters as far as the timing (E.2.1). */
function readTiming(bits: BitReader): number | null {
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
  bits.skip(3)
  if (bits.flag()) for (let i = 0; i < 4; i++) bits.ue()
  if (!bits.flag()) return null
  const ticks = bits.bits(32)
  const rate = bits.bits(32) / ticks
  return ticks > 0 && rate > 0 && rate <= 1000 ? rate : null
}

/** Everything between the sizes and the VUI stands in the way of the frame rate only. */
function readTail(bits: BitReader, subLayers: number): Tail {
  const tail: Tail = { reorders: true, frameRate: null }
  try {
    const pocBits = bits.ue() + 4
    const first = bits.flag() ? 0 : subLayers
    let reorderPictures = 0
    for (let i = first; i <= subLayers; i++) {
      bits.ue()
      reorderPictures = Math.max(reorderPictures, bits.ue())
      bits.ue()
    }
    tail.reorders = reorderPictures > 0
    for (let i = 0; i < 6; i++) bits.ue()
    if (bits.flag() && bits.flag()) skipScalingLists(bits)
    bits.skip(2)
    if (bits.flag()) {
      bits.skip(8)
      bits.ue()
      bits.ue()
      bits.skip(1)
    }
    skipReferenceSets(bits, pocBits)
    bits.skip(2)
    if (bits.flag()) tail.frameRate = readTiming(bits)
  } catch {
    // What was read stays.
  }
  return tail
}

/**
 * Parses a sequence parameter set (H.265 7.3.2.2), the two header bytes included.
 * Returns null for what is none or what no camera sends (over 16384 pixels a side).
 */
export function parseH265Sps(nal: Uint8Array): H265Sps | null {
  try {
    if (((nal[0]! >> 1) & 0x3f) !== 33) return null
    const bits = new BitReader(unescapeNal(nal).subarray(2))
    bits.skip(4)
    const subLayers = bits.bits(3)
    const isTemporalIdNested = bits.flag()
    const profileSpace = bits.bits(2)
    const isHighTier = bits.flag()
    const profile = bits.bits(5)
    const compatibility = bits.bits(32)
    const constraints = Uint8Array.from({ length: 6 }, () => bits.bits(8))
    const level = bits.bits(8)
    if (subLayers > 6) return null
    skipSubLayers(bits, subLayers)
    const id = bits.ue()
    const chromaFormat = bits.ue()
    const separate = chromaFormat === 3 && bits.flag()
    const codedWidth = bits.ue()
    const codedHeight = bits.ue()
    const window = bits.flag() ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()] : [0, 0, 0, 0]
    const bitDepthLuma = 8 + bits.ue()
    const bitDepthChroma = 8 + bits.ue()
    const unitX = separate || chromaFormat === 0 || chromaFormat === 3 ? 1 : 2
    const unitY = !separate && chromaFormat === 1 ? 2 : 1
    const width = codedWidth - unitX * (window[0]! + window[1]!)
    const height = codedHeight - unitY * (window[2]! + window[3]!)
    if (id > 15 || chromaFormat > 3 || bitDepthLuma > 16 || bitDepthChroma > 16) return null
    if (width < 1 || height < 1 || codedWidth > 16384 || codedHeight > 16384) return null
    return {
      id,
      profileSpace,
      isHighTier,
      profile,
      compatibility,
      constraints,
      level,
      temporalLayers: subLayers + 1,
      isTemporalIdNested,
      chromaFormat,
      bitDepthLuma,
      bitDepthChroma,
      width,
      height,
      ...readTail(bits, subLayers),
    }
  } catch {
    return null
  }
}
