import { BitReader } from './bit-reader.ts'

export interface AudioSpecificConfig {
  /** 2 is AAC-LC, 5 SBR, 29 parametric stereo. */
  readonly objectType: number
  /** Of the core coder, Hz. */
  readonly sampleRate: number
  readonly channels: number
  /** Samples of the core coder in one frame: 1024, or 960. */
  readonly frameSamples: number
}

const sampleRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]
/** channelConfiguration (ISO 14496-3 table 1.19); 0 leaves it to the stream and reads as stereo here. */
const channelCounts = [2, 1, 2, 3, 4, 5, 6, 8]

function readObjectType(bits: BitReader): number {
  const type = bits.bits(5)
  return type === 31 ? 32 + bits.bits(6) : type
}

function readSampleRate(bits: BitReader): number {
  const index = bits.bits(4)
  return index === 15 ? bits.bits(24) : (sampleRates[index] ?? 0)
}

/** Reads the head of an AudioSpecificConfig (ISO 14496-3 1.6.2.1); null for what makes no sense. */
export function parseAudioSpecificConfig(bytes: Uint8Array): AudioSpecificConfig | null {
  try {
    const bits = new BitReader(bytes)
    const objectType = readObjectType(bits)
    const sampleRate = readSampleRate(bits)
    const channels = channelCounts[bits.bits(4)] ?? 0
    if (objectType === 5 || objectType === 29) {
      readSampleRate(bits)
      readObjectType(bits)
    }
    const frameSamples = bits.bitsLeft > 0 && bits.flag() ? 960 : 1024
    if (objectType === 0 || sampleRate < 1000 || sampleRate > 192_000 || channels === 0) return null
    return { objectType, sampleRate, channels, frameSamples }
  } catch {
    return null
  }
}
