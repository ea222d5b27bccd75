/** A number in 0..1 that belongs to a lattice point; the same on every machine. */
export function hash(x: number, y: number, seed = 0): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed + 1, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}

/** Smooth value noise, 0..1, one feature per unit. */
export function smoothNoise(x: number, y: number, seed = 0): number {
  const ix = Math.floor(x)
  const iy = Math.floor(y)
  const fx = ease(x - ix)
  const fy = ease(y - iy)
  const top = hash(ix, iy, seed) * (1 - fx) + hash(ix + 1, iy, seed) * fx
  const low = hash(ix, iy + 1, seed) * (1 - fx) + hash(ix + 1, iy + 1, seed) * fx
  return top * (1 - fy) + low * fy
}

/** Four octaves of it, 0..1. */
export function cloudNoise(x: number, y: number, seed = 0): number {
  let sum = 0
  let weight = 0.5
  for (let octave = 0; octave < 4; octave++) {
    sum += weight * smoothNoise(x * 2 ** octave, y * 2 ** octave, seed + octave)
    weight /= 2
  }
  return sum / 0.9375
}

const ease = (t: number): number => t * t * (3 - 2 * t)
