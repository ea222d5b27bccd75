/** A small generator (mulberry32): the same seed gives the same numbers on every machine. */
export function seededFraction(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function seededBytes(seed: number): (length: number) => Uint8Array {
  const next = seededFraction(seed)
  return length => Uint8Array.from({ length }, () => Math.floor(next() * 256))
}
