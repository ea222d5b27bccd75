/** Two cameras closer than this are left alone: half a picture at 15 per second. */
const inStepMs = 33
/** Browsers refuse more (HTML: NotSupportedError). */
const highestRate = 16

/** How fast to play at `speed` until one is no longer `aheadMs` (negative: behind) of whoever leads. */
export function followRate(speed: number, aheadMs: number): number {
  // What the viewer sees of a distance shrinks with the speed.
  const apart = aheadMs / Math.max(1, speed)
  const share = Math.abs(apart) < inStepMs ? 0 : Math.min(0.25, Math.max(-0.25, apart / 1500))
  return Math.min(highestRate, speed * (1 - share))
}
