import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { completeAddress } from './complete-address.ts'

test('an address without its scheme is an RTSP address', () => {
  const meant: Readonly<Record<string, string>> = {
    '192.168.1.20:554/x': 'rtsp://192.168.1.20:554/x',
    '192.168.1.20': 'rtsp://192.168.1.20',
    ' 192.168.1.20/a?b=c:d ': 'rtsp://192.168.1.20/a?b=c:d',
    '192.168.1.20?channel=1': 'rtsp://192.168.1.20?channel=1',
    '[fe80::1]:554/x': 'rtsp://[fe80::1]:554/x',
    '[fd12::5]': 'rtsp://[fd12::5]',
    'fd12::5': 'rtsp://[fd12::5]',
    'camera.lan': 'rtsp://camera.lan',
    'nvr:8554/live/1': 'rtsp://nvr:8554/live/1',
    'front-gate/Streaming/Channels/101': 'rtsp://front-gate/Streaming/Channels/101',
    'admin:pw@192.168.1.20:554/x': 'rtsp://admin:pw@192.168.1.20:554/x',
    'admin:p@ss@cam.lan': 'rtsp://admin:p@ss@cam.lan',
  }
  for (const [typed, address] of Object.entries(meant)) assert.equal(completeAddress(typed), address)
})

test('what has a scheme, or is no address, stays what it was', () => {
  const other = ['rtsp://10.0.0.1/1', 'rtsps://h', 'file:///etc/passwd', 'file:/etc/passwd', '/etc/passwd', 'pipe:0']
  const none = [
    'pipe:1',
    'exec:ffmpeg -i x',
    'concat:a|b',
    '-i',
    '--x',
    '',
    'rtsp:10.0.0.1/1',
    'rtsp:554',
    'http:80',
    ':554/1',
  ]
  for (const text of [...other, ...none]) assert.equal(completeAddress(text), text)
})

test('completing twice is completing once', () => {
  const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain())
  fc.assert(
    fc.property(fc.oneof(fc.string(), host, fc.webUrl()), text => {
      const once = completeAddress(text)
      assert.equal(completeAddress(once), once)
    }),
  )
})
