import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import fc from 'fast-check'
import { formatCameraUrl, parseCameraUrl } from './url.ts'

test('every spelling of the scheme is normalised (R71)', () => {
  const schemes = ['rtsp', 'RTSP', 'rtsps', 'rstsps', 'rtspx'].map(scheme => parseCameraUrl(`${scheme}://cam/x`).scheme)
  assert.deepEqual(schemes, ['rtsp', 'rtsp', 'rtsps', 'rtsps', 'rtsps'])
})

test('credentials are separated, unescaped, and gone from the printed address', () => {
  const table: [string, string, string, string][] = [
    ['rtsp://admin:secret@10.0.0.9/a', 'admin', 'secret', 'rtsp://10.0.0.9/a'],
    ['rtsp://admin:p%40ss%2F@10.0.0.9:8554/a?b=1', 'admin', 'p@ss/', 'rtsp://10.0.0.9:8554/a?b=1'],
    ['rtsp://admin:p@ss#1?@10.0.0.9/a', 'admin', 'p@ss#1?', 'rtsp://10.0.0.9/a'],
    ['rtsp://user@cam.lan', 'user', '', 'rtsp://cam.lan/'],
    ['rtsp://u:100%@[fd00::1]:99/x', 'u', '100%', 'rtsp://[fd00::1]:99/x'],
    ['rtsp://a:b@cam?channel=1', 'a', 'b', 'rtsp://cam/?channel=1'],
  ]
  for (const [text, username, password, printed] of table) {
    const url = parseCameraUrl(text)
    assert.deepEqual(url.credentials, { username, password }, text)
    assert.equal(formatCameraUrl(url), printed)
  }
})

test('what is no camera address is refused without repeating it', () => {
  const bad = [
    'file:///etc/passwd',
    '/etc/passwd',
    'exec:ls',
    'concat:a|b',
    'pipe:0',
    '-i rtsp://x/',
    'http://cam/',
    'rtsp://',
    'rtsp:///x',
    'rtsp://cam:0/',
    'rtsp://cam:70000/',
    'rtsp://cam:secret/x',
    'rtsp://u:secret@/x',
    'rtsp://cam/a b',
    'rtsp://cam/a\nb',
    'rtsp://cam/\0',
    'rtsp://[fe80::1%25eth0]/x',
    'rtsp://ca m/x',
    `rtsp://cam/${'a'.repeat(3000)}`,
  ]
  for (const text of bad) {
    assert.throws(
      () => parseCameraUrl(text),
      (error: unknown) =>
        error instanceof AppError &&
        error.code === 'camera.source-refused' &&
        !`${error.publicMessage}${error.message}`.includes('secret'),
      JSON.stringify(text),
    )
  }
})

test('any text parses or is refused, and a printed address parses to itself', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80, unit: 'binary' }), fc.boolean(), (text, prefixed) => {
      let url: ReturnType<typeof parseCameraUrl>
      try {
        url = parseCameraUrl(prefixed ? `rtsp://${text}` : text)
      } catch (error) {
        assert.ok(error instanceof AppError)
        return
      }
      assert.deepEqual(parseCameraUrl(formatCameraUrl(url)), { ...url, credentials: null })
    }),
    { seed: 3, numRuns: 3000 },
  )
})
