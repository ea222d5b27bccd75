import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'
import { liveFragment, liveInit } from './fragment-muxer.ts'

const base = { codecString: '', frameRate: 25 }
const inits: Record<string, StreamHead['video']> = {
  'H.264': {
    ...base,
    codec: 'h264',
    decoderConfig: 'AWQAFv/hABtnZAAWrNlAoC/5cBEAAAMAAQAAAwAeDxYtlgEABmjr48siwP34+AA=',
    width: 640,
    height: 360,
  },
  'H.265': { ...base, codec: 'h265', decoderConfig: 'AQFgAAAAsAAAAAAAXfAA/P0=', width: 3840, height: 2160 },
  'H.265 at the largest size': { ...base, codec: 'h265', decoderConfig: 'AQ==', width: 65_535, height: 65_535 },
}

const data = new Uint8Array([0, 0, 0, 2, 0x65, 7])
const fragments: Record<string, Parameters<typeof liveFragment>[0]> = {
  first: { sequence: 1, decodeTime: 0, duration: 3600, keyframe: true, data },
  'one that refers to others': { sequence: 2, decodeTime: 3600, duration: 3601, keyframe: false, data },
  'after a day': { sequence: 2_160_000, decodeTime: 7_776_000_000, duration: 1, keyframe: true, data },
  'beyond 32 bits, without data': {
    sequence: 0xffff_ffff,
    decodeTime: 2 ** 52 + 5,
    duration: 0xffff_ffff,
    keyframe: false,
    data: new Uint8Array(0),
  },
}

const golden: Record<'inits' | 'fragments', Record<string, string>> = JSON.parse(
  readFileSync(new URL('./fixtures/golden-fragments.json', import.meta.url), 'utf8'),
)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

for (const [name, video] of Object.entries(inits))
  test(`initialisation of ${name}: the same bytes as ever`, () => {
    assert.equal(hex(liveInit(video)), golden.inits[name])
  })

for (const [name, fragment] of Object.entries(fragments))
  test(`fragment, ${name}: the same bytes as ever`, () => {
    assert.equal(hex(liveFragment(fragment)), golden.fragments[name])
  })
