/** ITU-T G.711 by table: one byte in, one sample of -1..1 out. */
function muLaw(byte: number): number {
  const value = ~byte & 255
  const magnitude = ((((value & 15) << 3) + 0x84) << ((value & 0x70) >> 4)) - 0x84
  return ((value & 0x80) === 0 ? magnitude : -magnitude) / 32768
}

function aLaw(byte: number): number {
  const value = byte ^ 0x55
  const exponent = (value & 0x70) >> 4
  const mantissa = (value & 15) << 4
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1)
  return ((value & 0x80) === 0 ? -magnitude : magnitude) / 32768
}

const tables = {
  pcmu: Float32Array.from({ length: 256 }, (_, byte) => muLaw(byte)),
  pcma: Float32Array.from({ length: 256 }, (_, byte) => aLaw(byte)),
}

export function decodeG711(law: 'pcmu' | 'pcma', data: Uint8Array): Float32Array<ArrayBuffer> {
  const table = tables[law]
  const samples = new Float32Array(data.length)
  for (let index = 0; index < data.length; index += 1) samples[index] = table[data[index]!]!
  return samples
}
