import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCameraSchema } from '@nightjar/shared/api/camera.ts'
import { emptyDraft, newCameraOf, recordingErrors, sourceErrors } from './camera-draft.ts'

const problem = (code: string, errors?: { pointer: string; detail: string }[]) => ({
  type: `urn:nightjar:problem:${code}`,
  title: 'Title',
  status: 502,
  detail: 'Detail.',
  code,
  requestId: 'r',
  ...(errors === undefined ? {} : { errors }),
})

test('what the form sends is what the API takes, and empty fields are not sent', () => {
  const sent = newCameraOf({
    ...emptyDraft,
    name: ' Gate ',
    url: ' rtsp://10.0.0.5/1 ',
    recording: { ...emptyDraft.recording, quota: '1.5', retentionDays: '' },
  })
  const parsed = createCameraSchema.parse(sent)
  assert.equal(parsed.name, 'Gate')
  assert.equal(parsed.url, 'rtsp://10.0.0.5/1')
  assert.equal(parsed.recording?.quotaBytes, 1_500_000_000)
  assert.equal(parsed.recording?.retentionDays, null)
  for (const absent of ['username', 'password', 'agentId', 'liveUrl']) assert.ok(!(absent in sent), absent)
})

test('a refused password is said at the password, other refusals at the address', () => {
  assert.deepEqual(sourceErrors(problem('camera.auth-refused')), { password: 'Title. Detail.' })
  assert.deepEqual(sourceErrors(problem('camera.unreachable')), { url: 'Title. Detail.' })
  assert.deepEqual(sourceErrors(problem('agent.offline')), {})
  assert.deepEqual(sourceErrors(problem('camera.source-refused', [{ pointer: '/liveUrl', detail: 'no' }])), {
    liveUrl: 'no',
  })
  const elsewhere = [
    { pointer: '/credentials', detail: 'again' },
    { pointer: '/url', detail: 'elsewhere' },
  ]
  assert.deepEqual(sourceErrors(problem('camera.source-refused', elsewhere)), { password: 'again', url: 'elsewhere' })
})

test('settings out of range are said at their fields', () => {
  const wrong = recordingErrors({
    mode: 'continuous',
    segmentSeconds: '3',
    retentionDays: '0',
    quota: 'x',
    audio: false,
    keepDamaged: true,
  })
  assert.deepEqual(Object.keys(wrong).sort(), ['quotaBytes', 'retentionDays', 'segmentSeconds'])
  assert.deepEqual(recordingErrors(emptyDraft.recording), {})
})
