import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAudioSpecificConfig } from './audio-specific-config.ts'
import { buildDOps } from './dops.ts'

const parse = (hex: string) => parseAudioSpecificConfig(new Uint8Array(Buffer.from(hex, 'hex')))

test('AudioSpecificConfig gives object type, rate and channels as cameras announce them', () => {
  const table: [string, number, number, number][] = [
    ['1188', 2, 48000, 1],
    ['1408', 2, 16000, 1],
    ['1490', 2, 12000, 2],
    ['1588', 2, 8000, 1],
    ['1210', 2, 44100, 2],
    // Explicit SBR: the core runs at half the rate that is heard.
    ['2b920800', 5, 22050, 2],
    // Escaped sample rate: 24 bits in place of the index.
    ['17800fa008', 2, 8000, 1],
  ]
  for (const [hex, objectType, sampleRate, channels] of table) {
    const config = parse(hex)
    assert.deepEqual(
      [config?.objectType, config?.sampleRate, config?.channels],
      [objectType, sampleRate, channels],
      hex,
    )
    assert.equal(config?.frameSamples, 1024)
  }
})

test('an AudioSpecificConfig without sense is refused, not guessed', () => {
  for (const hex of ['', '11', '0000', 'ffff', '1680']) assert.equal(parse(hex), null, hex)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), bytes => {
      const config = parseAudioSpecificConfig(bytes)
      assert.ok(config === null || (config.sampleRate >= 1000 && config.channels >= 1 && config.channels <= 8))
    }),
    { seed: 2, numRuns: 2000 },
  )
})

test('dOps is version 0, big-endian, family 0', () => {
  assert.equal(Buffer.from(buildDOps(2)).toString('hex'), '000201380000bb80000000')
})
