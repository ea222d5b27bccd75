import '../testing/zone.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import { sampleCamera, sampleStream } from '../testing/samples.ts'
import { cameraTrouble } from './camera-trouble.ts'
import { reasonText, reasonTitle } from './reason-words.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const waiting = (change: Parameters<typeof sampleStream>[0]) =>
  sampleCamera({ streams: [sampleStream({ state: 'waiting', ...change })] })

test('a camera that sends has no trouble, and neither has one that was not heard of yet', () => {
  assert.equal(cameraTrouble(sampleCamera(), now), null)
  assert.equal(cameraTrouble(waiting({ reason: null }), now), null)
})

test('a site that is offline is said to be, with the last picture that anybody has seen', () => {
  const reported = sampleCamera({
    agentOnline: false,
    streams: [sampleStream({ lastPictureAt: '2026-11-20T11:00:00.000Z' }), sampleStream()],
  })
  assert.equal(cameraTrouble(reported, now)?.title, 'Site offline; last picture 12:00:00')
  const seenHere = Date.parse('2026-11-20T11:30:00Z')
  assert.equal(cameraTrouble(reported, now, seenHere)?.title, 'Site offline; last picture 12:30:00')
  assert.equal(cameraTrouble(sampleCamera({ agentOnline: false }), now)?.title, 'Site offline')
})

test('offline outranks what the agent said of the camera before', () => {
  const camera = { ...waiting({ reason: 'camera.auth-refused' }), agentOnline: false }
  assert.match(cameraTrouble(camera, now)!.title, /^Site offline/)
})

test('what the server says is not said twice: its sentence loses the title it begins with', () => {
  const { title } = errorCodes['camera.unreachable']
  const trouble = cameraTrouble(waiting({ reason: 'camera.unreachable', reasonText: `${title}. Try the cable.` }), now)
  assert.equal(trouble?.title, title)
  assert.equal(trouble?.detail, 'Try the cable.')
})

test('without a sentence of the server the remedy of the code stands there', () => {
  const trouble = cameraTrouble(waiting({ reason: 'camera.unreachable' }), now)
  assert.equal(trouble?.detail, errorCodes['camera.unreachable'].remedy)
})

test('the next attempt is named while it is ahead, and no longer when it is past', () => {
  const stream = { reason: 'camera.unreachable', reasonText: 'Try the cable.' }
  const soon = waiting({ ...stream, retryAt: '2026-11-20T12:00:30.000Z' })
  assert.equal(cameraTrouble(soon, now)?.detail, 'Try the cable. Next attempt at 13:00:30.')
  assert.equal(cameraTrouble(soon, now + 60_000)?.detail, 'Try the cable.')
})

test('a code of a newer server is no reason to say nothing', () => {
  const trouble = cameraTrouble(waiting({ reason: 'camera.of-tomorrow', reasonText: 'It is too dark.' }), now)
  assert.deepEqual([trouble?.title, trouble?.detail], ['No picture', 'It is too dark.'])
  assert.equal(reasonTitle('camera.of-tomorrow'), null)
  assert.equal(reasonText(null), null)
  // A name that every object has is no code.
  assert.equal(reasonTitle('toString'), null)
})
