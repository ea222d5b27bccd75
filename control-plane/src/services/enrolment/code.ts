import { createHash } from 'node:crypto'

/** Crockford's base 32: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const codeLength = 26

/** @param random 26 random bytes, of which 5 bits each are used: 130 bits. */
export function enrolmentCodeFrom(random: Uint8Array): string {
  if (random.length < codeLength) throw new RangeError('26 random bytes are needed')
  return Array.from(random.subarray(0, codeLength), byte => alphabet[byte & 31]).join('')
}

/** What is stored of a code. A plain hash is enough: 130 random bits cannot be guessed from it. */
export const enrolmentCodeHash = (code: string): string => createHash('sha256').update(code).digest('hex')
