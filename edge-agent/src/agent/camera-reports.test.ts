import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CameraStatus } from '../media/camera-report.ts'
import { createCameraReports } from './camera-reports.ts'

const status = (cameraId: string, change: Partial<CameraStatus> = {}, bitsPerSecond = 1_000): CameraStatus => ({
  cameraId,
  recording: true,
  openSegmentStartMs: 5_000,
  streams: [
    {
      streamId: 's',
      state: 'streaming',
      reason: null,
      retryAtMs: null,
      lastPictureAtMs: bitsPerSecond,
      facts: null,
      bitsPerSecond,
    },
  ],
  ...change,
})

test('the first word of a camera and another state are news; another measurement is kept, but no news', () => {
  const reports = createCameraReports()
  assert.equal(reports.update(status('a')), true)
  assert.equal(reports.update(status('a', {}, 2_000)), false)
  assert.equal(reports.all()[0]?.streams[0]?.bitsPerSecond, 2_000)
  assert.equal(reports.update(status('a', { recording: false })), true)
  assert.equal(reports.update(status('a', { recording: false, openSegmentStartMs: null })), true)
  assert.equal(reports.update(status('b', { recording: false, openSegmentStartMs: null })), true)
  const [stream] = status('a').streams
  const waiting = [{ ...stream!, state: 'waiting' as const, reason: 'camera.unreachable' }]
  assert.equal(reports.update(status('a', { recording: false, openSegmentStartMs: null, streams: waiting })), true)
  assert.equal(reports.update(status('a', { recording: false, openSegmentStartMs: null, streams: waiting })), false)
})

test('cameras that are no longer configured are forgotten, and are news when they come back', () => {
  const reports = createCameraReports()
  for (const id of ['a', 'b', 'c']) reports.update(status(id))
  reports.keepOnly(['b'])
  assert.deepEqual(
    reports.all().map(report => report.cameraId),
    ['b'],
  )
  assert.equal(reports.update(status('a')), true)
  assert.equal(reports.update(status('b')), false)
})
