import { ascii, u32 } from './fields.ts'
import { box } from './write-box.ts'

/** `ftyp` (ISO 14496-12 4.3), minor version 0. Brands are four characters each. */
export const fileType = (majorBrand: string, compatibleBrands: readonly string[]): Uint8Array<ArrayBuffer> =>
  box('ftyp', ascii(majorBrand), u32(0), ascii(compatibleBrands.join('')))
