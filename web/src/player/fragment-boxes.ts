/** The few boxes (ISO 14496-12) that a stream of single-picture fragments needs. */
type Part = Uint8Array | number[] | string

function bytesOf(part: Part): Uint8Array | number[] {
  return typeof part === 'string' ? [...part].map(character => character.charCodeAt(0)) : part
}

export function box(type: string, ...parts: Part[]): Uint8Array<ArrayBuffer> {
  const bodies = parts.map(bytesOf)
  const size = bodies.reduce((sum, body) => sum + body.length, 8)
  const result = new Uint8Array(size)
  result.set([...u32(size), ...bytesOf(type)])
  let at = 8
  for (const body of bodies) {
    result.set(body, at)
    at += body.length
  }
  return result
}

/** A box with version and flags (4.2.2). */
export const fullBox = (type: string, version: number, flags: number, ...parts: Part[]): Uint8Array<ArrayBuffer> =>
  box(type, u32(version * 0x1000000 + flags), ...parts)

export const u16 = (value: number): number[] => [(value >>> 8) & 255, value & 255]
export const u32 = (value: number): number[] => [
  (value >>> 24) & 255,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
]
export const u64 = (value: number): number[] => [...u32(Math.floor(value / 2 ** 32)), ...u32(value % 2 ** 32)]
export const zeros = (count: number): number[] => new Array(count).fill(0)
/** The identity transformation of mvhd and tkhd. */
export const unityMatrix: number[] = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].flatMap(u32)
