const firstMs = 500
const longestMs = 15_000

/** How long to wait before attempt `attempt` (1 is the first repetition): doubling, half of it by chance. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 10))
  return Math.round(full / 2 + (full / 2) * random())
}
