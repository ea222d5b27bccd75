/** ITU-T G.711, 16 bit linear to one byte. */
export function muLaw(sample: number): number {
  const bias = 0x84
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(32_635, Math.abs(sample)) + bias
  const exponent = 31 - Math.clz32(magnitude) - 7
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~(sign | (exponent << 4) | mantissa) & 0xff
}

export function aLaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80
  const magnitude = Math.min(32_767, sample < 0 ? -sample - 1 : sample)
  const exponent = magnitude < 256 ? 0 : 31 - Math.clz32(magnitude) - 7
  const mantissa = exponent === 0 ? magnitude >> 4 : (magnitude >> (exponent + 3)) & 0x0f
  return (sign | (exponent << 4) | mantissa) ^ 0x55
}
