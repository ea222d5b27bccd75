const toneHz = 880
/** Long enough to hear, short enough to measure by. */
const tickSeconds = 0.06
const loudness = 0.22

/** Fills `samples` (-1 to 1) with a soft tick that begins with every UTC second of the picture's clock. */
export function tickSound(samples: Float32Array, sampleRate: number, utcMs: number): void {
  for (let index = 0; index < samples.length; index++) {
    const seconds = (utcMs / 1000 + index / sampleRate) % 1
    // Full at once, so that the edge can be found; then it dies away.
    const envelope = seconds < tickSeconds ? (1 - seconds / tickSeconds) ** 2 : 0
    samples[index] = envelope ? loudness * envelope * Math.sin(2 * Math.PI * toneHz * seconds) : 0
  }
}
