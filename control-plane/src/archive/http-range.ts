import type { ByteRange } from './store.ts'

/**
 * Reads a Range header (RFC 9110 14.2) against a body of `size` bytes. `whole`: answer 200 with everything, which is
 * also right for what we do not understand (other units, several ranges, nonsense). `unsatisfiable`: answer 416.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = header === undefined ? null : /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header.trim())
  if (match === null) return 'whole'
  const [, first, last] = match as unknown as [string, string, string]
  if (first === '' && last === '') return 'whole'
  if (first === '') {
    const length = Number(last)
    return length === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - length), end: size }
  }
  const start = Number(first)
  const end = last === '' ? size : Math.min(size, Number(last) + 1)
  if (last !== '' && Number(last) < start) return 'whole'
  return start >= size ? 'unsatisfiable' : { start, end }
}

/** Content-Range of a 206. */
export const contentRange = (range: ByteRange, size: number): string => `bytes ${range.start}-${range.end - 1}/${size}`
/** Content-Range of a 416. */
export const unsatisfiedRange = (size: number): string => `bytes */${size}`
