import '../../testing/zone.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import type { LiveSnapshot } from '../../player/live-player.ts'
import { sampleCamera, sampleStream } from '../../testing/samples.ts'
import { cameraState } from '../cameras/camera-state.ts'
import { stateWords } from './state-words.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const live = (state: LiveSnapshot['state'], lastPictureMs: number | null = null): LiveSnapshot => ({
  state,
  rung: null,
  head: null,
  frameRate: null,
  latencyMs: null,
  lastPictureMs,
  audible: false,
})
const words = (state: LiveSnapshot['state'], camera = sampleCamera()) => stateWords(live(state), camera, now)

test('a moving picture speaks for itself, whatever the agent reported last', () => {
  assert.equal(words({ kind: 'playing' }), null)
  assert.equal(words({ kind: 'playing' }, sampleCamera({ agentOnline: false })), null)
})

test('every step of connecting is said in other words', () => {
  const steps = ['ticket', 'relay', 'stream', 'picture'] as const
  const titles = steps.map(step => words({ kind: 'connecting', step })?.title)
  assert.equal(new Set(titles).size, steps.length)
  for (const title of titles) assert.match(title!, /…$/)
})

test('what a camera that is connecting waits for is said with its seconds, in the tile and in the list', () => {
  const waitingFor = (what: string) =>
    sampleCamera({
      recordingNow: false,
      streams: [sampleStream({ state: 'connecting', awaits: { what, since: '2026-11-20T11:59:53.000Z' } })],
    })
  const inTile = (what: string) => words({ kind: 'connecting', step: 'stream' }, waitingFor(what))?.detail
  assert.equal(inTile('keyframe'), 'Waiting for a keyframe, 7 s')
  assert.equal(inTile('packets'), 'Waiting for the camera to send, 7 s')
  assert.equal(inTile('other-stream'), 'Waiting for another stream of this host, 7 s')
  assert.equal(inTile('video'), 'Sound comes, but no pictures, 7 s')
  assert.equal(inTile('parameter-sets'), 'Pictures come without their parameter sets, 7 s')
  assert.equal(inTile('constructor'), null)
  assert.equal(inTile('what a younger agent knows'), null)
  assert.equal(cameraState(waitingFor('keyframe'), now).detail, 'Waiting for a keyframe, 7 s')
})

test('what the browser cannot show is no fault of the camera, even of one that is offline', () => {
  const shown = words({ kind: 'unsupported', sentence: 'No H.265 here.' }, sampleCamera({ agentOnline: false }))
  assert.deepEqual([shown?.title, shown?.detail, shown?.retry], ['Cannot be shown here', 'No H.265 here.', false])
})

test('the trouble of the camera outranks that of the connection', () => {
  const camera = sampleCamera({ streams: [sampleStream({ state: 'waiting', reason: 'camera.auth-refused' })] })
  const shown = words({ kind: 'connecting', step: 'relay' }, camera)
  assert.equal(shown?.title, errorCodes['camera.auth-refused'].title)
})

test('a picture seen on this screen is the last one of a site that went offline', () => {
  const seen = Date.parse('2026-11-20T11:59:00Z')
  const shown = stateWords(live({ kind: 'paused' }, seen), sampleCamera({ agentOnline: false }), now)
  assert.equal(shown?.title, 'Site offline; last picture 12:59:00')
})

test('a lost connection counts the seconds to the next attempt, which can be made at once', () => {
  const lost = { kind: 'waiting', reason: null, sentence: null, retryAtMs: now + 2200 } as const
  assert.deepEqual(words(lost), {
    tone: 'connecting',
    title: 'Connection lost',
    detail: 'Next attempt in 3 s.',
    retry: true,
  })
  assert.equal(words({ ...lost, retryAtMs: now - 1 })?.detail, 'Trying again…')
})

test('the sentence of the server comes before the one of the code', () => {
  const lost = { kind: 'waiting', reason: 'agent.offline', retryAtMs: now } as const
  const { title, remedy } = errorCodes['agent.offline']
  assert.equal(words({ ...lost, sentence: null })?.detail, `${remedy} Trying again…`)
  const told = words({ ...lost, sentence: 'The agent sleeps.' })
  assert.deepEqual([told?.title, told?.detail], [title, 'The agent sleeps. Trying again…'])
})

test('a stream that stopped says since when, and that trying again is not up to the viewer', () => {
  const shown = words({ kind: 'stalled', sinceMs: Date.parse('2026-11-20T11:58:00Z'), reason: null })
  assert.equal(shown?.title, 'No picture since 12:58:00')
  assert.equal(shown?.retry, false)
})
