import { designWidth } from './canvas.ts'
import { type Colour, mix, plus, times } from './colour.ts'
import { cloudNoise, hash, smoothNoise } from './noise.ts'
import type { Material, Painting } from './painting.ts'
import { below, ellipse, limb, ragged, rectangle } from './shape.ts'

/** Night above, the last light along the horizon, thin cloud, stars. */
export function paintSky(painting: Painting, horizon: number, top: Colour, middle: Colour, low: Colour): void {
  painting.shining(rectangle(0, 0, designWidth, horizon + 40), (x, y) => {
    const t = Math.min(1, y / horizon)
    const base = t < 0.6 ? mix(top, middle, t / 0.6) : mix(middle, low, ((t - 0.6) / 0.4) ** 1.5)
    const cloud = Math.max(0, cloudNoise(x / 260, y / 60, 3) - 0.5) * t * 1.6
    return plus(base, times(mix(middle, low, t), cloud))
  })
  for (let star = 0; star < 130; star++) {
    const x = hash(star, 1) * designWidth
    const y = hash(star, 2) ** 1.4 * horizon * 0.8
    const bright = 0.1 + 0.7 * hash(star, 3) ** 4
    painting.glow(x, y, 0.7 + 0.5 * hash(star, 4), times([0.9, 0.95, 1.1], bright * (1 - y / horizon)))
  }
}

/** A wood or hills far off, `height` design units above the base at most. */
export function paintRidge(painting: Painting, base: number, height: number, seed: number, colour: Colour): void {
  const line = (x: number): number =>
    base -
    height * (0.35 + 0.65 * smoothNoise(x / 210, seed)) -
    9 * smoothNoise(x / 17, seed + 5) -
    4 * smoothNoise(x / 5, seed + 9)
  painting.shining(below(0, designWidth, base - height - 16, base + 60, line), colour)
}

/** Grass in perspective: coarse and clear below, fine and hazy towards the horizon. */
export function grass(horizon: number): Material {
  return (x, y) => {
    const depth = Math.max(4, y - horizon)
    const u = ((x - 640) / depth) * 46
    const v = 9000 / depth
    const clump = cloudNoise(u / 5, v / 3, 21)
    const blade = smoothNoise(x / 2.2, y / (2 + depth / 45), 22)
    const shade = 0.55 + 0.6 * clump + 0.35 * (blade - 0.5) * Math.min(1, depth / 120)
    return times([0.085, 0.12, 0.045], shade)
  }
}

/** Ground that people made: flags, asphalt, concrete. */
export function paved(horizon: number, colour: Colour, grain: number, jointEvery: number): Material {
  return (x, y) => {
    const depth = Math.max(4, y - horizon)
    const v = 9000 / depth
    const u = ((x - 640) / depth) * 46
    const row = Math.floor(v / jointEvery)
    const joint = jointEvery > 0 ? Math.min(edge(v, jointEvery), edge(u + row * jointEvery * 0.5, jointEvery * 1.4)) : 1
    const tint =
      jointEvery > 0 ? 0.86 + 0.28 * hash(row, Math.floor((u + row * jointEvery * 0.5) / (jointEvery * 1.4))) : 1
    const rough = 1 + grain * (cloudNoise(x / 6, y / 4, 31) - 0.5)
    return times(colour, tint * rough * (joint < 0.035 ? 0.55 : 1))
  }
}

const edge = (value: number, every: number): number => {
  const rest = value / every - Math.floor(value / every)
  return Math.min(rest, 1 - rest)
}

export function paintBush(
  painting: Painting,
  cx: number,
  base: number,
  width: number,
  height: number,
  seed: number,
): void {
  for (let ball = 0; ball < 22; ball++) {
    const along = hash(ball, seed) * 2 - 1
    const up = hash(ball, seed, 1) * Math.sqrt(1 - along * along)
    const radius = height * (0.2 + 0.14 * hash(ball, seed, 2))
    const x = cx + along * width * 0.42
    const y = base - radius * 0.7 - up * (height - radius * 1.6)
    painting.surface(ragged(ellipse(x, y, radius, radius * 0.9), 3.5, 3, ball), (px, py) => {
      const leaf = smoothNoise(px / 3.2, py / 2.6, seed + 40)
      const upper = 1 - ((py - y) / radius) * 0.35
      return times([0.055, 0.09, 0.035], (0.45 + 0.9 * leaf) * upper)
    })
  }
}

/** A tree seen against the sky: trunk, a few branches, a crown that lets light through. */
export function paintTree(painting: Painting, x: number, base: number, height: number, seed: number): void {
  const bark: Material = (px, py) => times([0.07, 0.05, 0.035], 0.6 + 0.8 * smoothNoise(px / 3, py / 14, seed))
  painting.surface(limb([x, base], [x + 6, base - height * 0.62], height * 0.042, height * 0.022), bark)
  for (let branch = 0; branch < 6; branch++) {
    const side = branch % 2 ? 1 : -1
    const from = base - height * (0.42 + 0.045 * branch)
    painting.surface(
      limb(
        [x + 4, from],
        [x + side * height * (0.14 + 0.1 * hash(branch, seed)), from - height * 0.2],
        height * 0.015,
        3,
      ),
      bark,
    )
  }
  for (let tuft = 0; tuft < 150; tuft++) {
    const angle = hash(tuft, seed, 1) * 2 * Math.PI
    const out = Math.sqrt(hash(tuft, seed, 2))
    const cx = x + 6 + Math.cos(angle) * out * height * 0.36
    const cy = base - height * 0.74 + Math.sin(angle) * out * height * 0.27
    const radius = height * (0.024 + 0.036 * hash(tuft, seed, 3))
    painting.surface(ragged(ellipse(cx, cy, radius * 1.1, radius * 0.85), 8, 5, tuft), (px, py) =>
      times([0.05, 0.075, 0.03], 0.4 + 0.9 * smoothNoise(px / 3.4, py / 3, seed + 3)),
    )
  }
}
