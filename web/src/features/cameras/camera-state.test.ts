import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import { sampleAgent, sampleCamera, sampleSite, sampleStream } from '../../testing/samples.ts'
import { agentLabel } from './agent-label.ts'
import { cameraState } from './camera-state.ts'
import { asMeant } from './split-address.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const idle = { recordingNow: false }
const state = (change: Parameters<typeof sampleCamera>[0]) => {
  const { tone, title } = cameraState(sampleCamera(change), now)
  return [tone, title]
}

test('a list says in one word what a camera does', () => {
  assert.deepEqual(state({}), ['recording', 'Recording'])
  assert.deepEqual(state({ ...idle, streams: [sampleStream({ state: 'connecting' })] }), ['connecting', 'Connecting'])
  assert.deepEqual(state(idle), ['connecting', 'Starting'])
  const off = { ...sampleCamera().recording, mode: 'off' as const }
  assert.deepEqual(state({ ...idle, recording: off }), ['neutral', 'Recording off'])
})

test('a camera that loses packets is recorded with losses, and says how many', () => {
  const camera = sampleCamera({ streams: [sampleStream({ lostPercent: 2.1 })] })
  const { tone, title, detail } = cameraState(camera, now)
  assert.deepEqual([tone, title], ['recording', 'Recording with losses'])
  assert.match(detail ?? '', /^2\.1 % of packets lost in the last minute\./)
})

test('trouble outranks recording, and a list leaves the last picture to the tile', () => {
  const streams = [sampleStream({ state: 'waiting', reason: 'camera.unreachable' })]
  assert.deepEqual(state({ streams }), ['offline', errorCodes['camera.unreachable'].title])
  const seen = [sampleStream({ lastPictureAt: '2026-11-20T11:00:00.000Z' })]
  assert.deepEqual(state({ agentOnline: false, streams: seen }), ['offline', 'Site offline'])
})

test('an agent is told from others by its site, and one that cannot be asked says so', () => {
  assert.equal(agentLabel(sampleAgent(), [sampleSite()]), 'Warehouse · nuc-1')
  assert.equal(agentLabel(sampleAgent({ state: 'offline' }), []), 'nuc-1 (offline)')
})

test('an address without credentials leaves the fields beside it as they are', () => {
  assert.deepEqual(asMeant('rtsp://10.0.0.5/1'), { url: 'rtsp://10.0.0.5/1' })
  assert.deepEqual(asMeant('rtsp://admin@10.0.0.5/1'), { url: 'rtsp://10.0.0.5/1', username: 'admin' })
})

test('a stream that is stopped for a reason says it; one that nobody wants recorded does not', () => {
  const streams = [sampleStream({ state: 'stopped', reason: 'camera.password-elsewhere' })]
  const { title, detail } = cameraState(sampleCamera({ streams, recordingNow: false }), 0)
  assert.deepEqual([title, detail], ['The password was entered for another address', 'Enter it again.'])
  const off = sampleCamera({ recordingNow: false, streams: [sampleStream({ state: 'stopped' })] })
  assert.equal(cameraState({ ...off, recording: { ...off.recording, mode: 'off' } }, 0).title, 'Recording off')
})
