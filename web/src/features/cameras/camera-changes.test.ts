import assert from 'node:assert/strict'
import { test } from 'node:test'
import { updateCameraSchema } from '@nightjar/shared/api/camera.ts'
import { sampleCamera, sampleId, sampleStream } from '../../testing/samples.ts'
import { changesOf, draftOf } from './camera-changes.ts'
import { draftErrors, sameSource } from './camera-draft.ts'

const camera = sampleCamera({
  streams: [
    sampleStream({ roles: ['record'], transport: 'udp' }),
    sampleStream({ id: sampleId(51), roles: ['live', 'detect'], url: 'rtsp://10.0.0.5/2' }),
  ],
  recording: {
    mode: 'continuous',
    segmentSeconds: 30,
    retentionDays: null,
    quotaBytes: 2_500_000_000,
    audio: true,
    keepDamaged: false,
  },
})
const start = draftOf(camera)
const sent = (change: object) => {
  const { recording, ...changes } = changesOf(start, { ...start, ...change })
  return changes
}

test('the form shows what is stored, but never a password', () => {
  assert.deepEqual(
    [start.name, start.url, start.liveUrl, start.transport],
    ['Gate', 'rtsp://10.0.0.5/1', 'rtsp://10.0.0.5/2', 'udp'],
  )
  assert.deepEqual([start.username, start.password], ['', ''])
  assert.deepEqual(start.recording, {
    mode: 'continuous',
    segmentSeconds: '30',
    retentionDays: '',
    quota: '2.5',
    audio: true,
    keepDamaged: false,
  })
})

test('the recorded stream alone is no smaller one for tiles, and hidden addresses are empty fields', () => {
  assert.equal(draftOf(sampleCamera()).liveUrl, '')
  assert.equal(draftOf(sampleCamera({ streams: [sampleStream({ url: null })] })).url, '')
})

test('opened and saved, nothing but the recording settings goes back, and they say the same', () => {
  assert.deepEqual(sent({}), {})
  assert.deepEqual(changesOf(start, start).recording, camera.recording)
})

test('each change goes alone, trimmed', () => {
  assert.deepEqual(sent({ name: ' Yard ' }), { name: 'Yard' })
  assert.deepEqual(sent({ name: ' Gate ' }), {})
  assert.deepEqual(sent({ url: ' rtsp://10.0.0.6/1' }), { url: 'rtsp://10.0.0.6/1' })
  assert.deepEqual(sent({ transport: 'tcp' }), { transport: 'tcp' })
})

test('a smaller stream that was emptied is taken away, not set to an empty address', () => {
  assert.deepEqual(sent({ liveUrl: '  ' }), { liveUrl: null })
  assert.deepEqual(sent({ liveUrl: 'rtsp://10.0.0.5/3' }), { liveUrl: 'rtsp://10.0.0.5/3' })
})

test('credentials go together or not at all', () => {
  assert.deepEqual(sent({ username: 'admin', password: 'x' }), { credentials: { username: 'admin', password: 'x' } })
  assert.deepEqual(sent({ username: 'admin' }), { credentials: { username: 'admin', password: '' } })
})

test('whatever is sent the API takes', () => {
  const everything = { name: 'N', url: 'rtsp://h/1', liveUrl: '', username: 'u', password: 'p', transport: 'tcp' }
  const changes = changesOf(start, { ...start, ...everything, transport: 'tcp' })
  assert.deepEqual(updateCameraSchema.parse(changes), changes)
})

test('a form without a name is not sent, whatever else is right', () => {
  assert.deepEqual(draftErrors({ ...start, name: '  ' }), { name: 'Enter a name.' })
  const wrong = draftErrors({ ...start, name: '', recording: { ...start.recording, segmentSeconds: '301' } })
  assert.deepEqual(Object.keys(wrong).sort(), ['name', 'segmentSeconds'])
})

test('what was found out belongs to address, credentials, transport and agent', () => {
  for (const change of [{ url: 'x' }, { username: 'x' }, { password: 'x' }, { transport: 'tcp' }, { agentId: 'x' }])
    assert.equal(sameSource(start, { ...start, ...change } as typeof start), false, JSON.stringify(change))
  assert.equal(sameSource(start, { ...start, name: 'x', liveUrl: 'x' }), true)
})
