import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { requireBinary, skipWithout } from '../../services/binaries.ts'
import { aLaw, muLaw } from './g711.ts'

/** What an independent decoder makes of each of the 256 codes. */
function decodeTable(format: 'mulaw' | 'alaw'): Int16Array {
  const output = execFileSync(
    requireBinary('ffmpeg', 'ffmpeg'),
    ['-v', 'error', '-f', format, '-ar', '8000', '-ac', '1', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'],
    { input: Buffer.from(Array.from({ length: 256 }, (_, code) => code)) },
  )
  return Int16Array.from({ length: 256 }, (_, index) => output.readInt16LE(index * 2))
}

for (const [format, encode] of [
  ['mulaw', muLaw],
  ['alaw', aLaw],
] as const) {
  test(`${format}: every sample gets a code that decodes to within a step of it`, {
    skip: skipWithout(['ffmpeg']),
  }, () => {
    const table = decodeTable(format)
    for (let sample = -32_768; sample <= 32_767; sample++) {
      const decoded = table[encode(sample)] ?? Number.NaN
      // Half a step of the segment: 1/32 of the magnitude, and the smallest step near zero.
      assert.ok(
        Math.abs(decoded - sample) <= Math.abs(sample) / 30 + 8 + (Math.abs(sample) > 32_600 ? 700 : 0),
        `${sample}: ${decoded}`,
      )
    }
  })
}
