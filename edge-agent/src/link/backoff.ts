/** Full jitter (exponential backoff drawn evenly from 0 to the bound), so that a thousand agents never return at once. */
export function createBackoff(options: { firstMs: number; maxMs: number; random: () => number }) {
  let attempt = 0
  return {
    nextMs(): number {
      const bound = Math.min(options.maxMs, options.firstMs * 2 ** attempt)
      attempt = Math.min(attempt + 1, 20)
      return Math.round(bound * (0.2 + 0.8 * options.random()))
    },
    reset(): void {
      attempt = 0
    },
  }
}
