import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseRung, type PlayerAbilities } from './ladder.ts'

const video = (codec: 'h264' | 'h265') => ({
  codec,
  codecString: codec === 'h264' ? 'avc1.64001f' : 'hvc1.1.6.L93.B0',
  decoderConfig: 'AWQAHw==',
  width: 640,
  height: 360,
  frameRate: 25,
})
const full: PlayerAbilities = { secureContext: true, decodes: async () => true, plays: () => true }
const none = new Set<never>()

test('WebCodecs comes first, MSE where it is missing or cannot decode the stream', async () => {
  assert.deepEqual(await chooseRung(video('h264'), full, none), { rung: 'webcodecs' })
  assert.deepEqual(await chooseRung(video('h264'), { ...full, decodes: null, secureContext: false }, none), {
    rung: 'mse',
  })
  assert.deepEqual(await chooseRung(video('h264'), { ...full, decodes: async () => false }, none), { rung: 'mse' })
})

test('a rung that failed is not climbed again', async () => {
  assert.deepEqual(await chooseRung(video('h264'), full, new Set(['webcodecs'] as const)), { rung: 'mse' })
  assert.ok('sentence' in (await chooseRung(video('h264'), full, new Set(['webcodecs', 'mse'] as const))))
})

test('H.265 without a decoder is said in a sentence that names H.265 and a way out', async () => {
  const choice = await chooseRung(
    video('h265'),
    { secureContext: true, decodes: async () => false, plays: () => false },
    none,
  )
  assert.match('sentence' in choice ? choice.sentence : '', /H\.265.*H\.264/)
})
