import { BitReader, unescapeNal } from './bit-reader.ts'

/** Header and numbers stand in the first bytes of a NAL unit; escaped, they are a little longer. */
const headBytes = 24

/** Reads from the beginning of a NAL unit behind its header; null where it is cut short. */
function read<T>(nal: Uint8Array, headerBytes: number, from: (bits: BitReader) => T): T | null {
  try {
    return from(new BitReader(unescapeNal(nal.subarray(headerBytes, headBytes))))
  } catch {
    return null
  }
}

const headerBytes = { h264: 1, h265: 2 }

/** The number of a picture parameter set and of the sequence parameter set it refers to (H.264 7.3.2.2, H.265 7.3.2.3). */
export const numbersOfPps = (nal: Uint8Array, codec: 'h264' | 'h265'): { id: number; spsId: number } | null =>
  read(nal, headerBytes[codec], bits => ({ id: bits.ue(), spsId: bits.ue() }))

/** The number of the picture parameter set that a slice is coded by (H.264 7.3.3). */
export const h264PpsOfSlice = (nal: Uint8Array): number | null =>
  read(nal, 1, bits => {
    // first_mb_in_slice, slice_type
    bits.ue()
    bits.ue()
    return bits.ue()
  })

/** The same of the first slice of a picture (H.265 7.3.6.1). @param isRandom it is an intra random access point. */
export const h265PpsOfSlice = (nal: Uint8Array, isRandom: boolean): number | null =>
  read(nal, 2, bits => {
    // first_slice_segment_in_pic_flag, no_output_of_prior_pics_flag
    bits.skip(isRandom ? 2 : 1)
    return bits.ue()
  })
