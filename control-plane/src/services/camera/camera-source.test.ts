import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgedHosts } from '@nightjar/shared/address-policy/testing/hosts.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import fc from 'fast-check'
import { checkCredentials, parseCameraSource } from './camera-source.ts'

const canary = 'Can4ry-Passw0rd'

const refused = [
  'file:///etc/passwd',
  'file:/etc/passwd',
  '/etc/passwd',
  'rtsp://127.0.0.1/1',
  'rtsp://127.0.0.1:8554/1',
  'rtsp://127.8.9.1/1',
  'rtsp://[::1]/1',
  'rtsp://[::1]:554/1',
  'rtsp://169.254.169.254/latest/meta-data',
  'rtsp://169.254.1.1/',
  'rtsp://[fe80::1]/1',
  'rtsp://0177.0.0.1/1',
  'rtsp://2130706433/1',
  'rtsp://0x7f000001/1',
  'rtsp://0x7f.1/1',
  'rtsp://127.1/1',
  'rtsp://[::ffff:127.0.0.1]/1',
  'rtsp://[::ffff:7f00:1]/1',
  'rtsp://[::ffff:169.254.169.254]/1',
  'rtsp://[::127.0.0.1]/1',
  'rtsp://[64:ff9b::127.0.0.1]/1',
  'rtsp://[2002:7f00:1::]/1',
  'rtsp://[::]/1',
  'rtsp://0.0.0.0/1',
  'rtsp://0/1',
  'rtsp://localhost/1',
  'rtsp://LOCALHOST:8554/1',
  'rtsp://localhost./1',
  'rtsp://cam.localhost/1',
  'rtsp://metadata.google.internal/1',
  'rtsp://100.100.100.200/1',
  'rtsp://[fd00:ec2::254]/1',
  'rtsp://224.0.0.1/1',
  'rtsp://[ff02::1]/1',
  'rtsp://255.255.255.255/1',
  'rtsp://250.1.2.3/1',
  'rtsp://3232235777/1',
  'rtsp://10.0.0.999/1',
  'exec:ffmpeg -i x',
  'concat:a|b',
  'concat:rtsp://10.0.0.1/1',
  'pipe:0',
  'pipe:1',
  '-i rtsp://10.0.0.1/1',
  '-i',
  '--rtsp://10.0.0.1/1',
  'http://10.0.0.1/1',
  'ftp://10.0.0.1/1',
  'tcp://10.0.0.1:554',
  'rtsp:10.0.0.1/1',
  'rtsp:///1',
  'rtsp://',
  'rtsp://@/1',
  'rtsp://:554/1',
  'rtsp://10.0.0.1:0/1',
  'rtsp://10.0.0.1:99999/1',
  'rtsp://10.0.0.1/1\nTEARDOWN rtsp://x',
  'rtsp://10.0.0.1/1\r\nX: y',
  'rtsp://10.0.0.1/\u0000',
  'rtsp://10.0.0.1/ 1',
  'rtsp://10.0.0.1\\@127.0.0.1/1',
  'rtsp://admin:a%0d%0aX%3A%20y@10.0.0.1/1',
  'rtsp://admin:12/34@10.0.0.5/x',
  'rtsp://10.0.0.1@127.0.0.1/1',
  '127.0.0.1:8554/1',
  '[::1]/1',
  'localhost/1',
  '169.254.169.254/latest',
  '[fe80::1]:554/x',
  'admin:12/34@10.0.0.5/x',
  `rtsp://10.0.0.1/${'a'.repeat(2000)}`,
  '',
]

test('what is no camera on the site network is refused with the field and a sentence (R49)', () => {
  for (const text of refused) {
    assert.throws(
      () => parseCameraSource(text, '/url', 'none'),
      (error: unknown) =>
        error instanceof AppError &&
        error.code === 'camera.source-refused' &&
        error.fields[0]?.pointer === '/url' &&
        error.fields[0].detail.length > 20,
      `was let through: ${text}`,
    )
  }
})

test('no refusal repeats the password of the address (R75)', () => {
  for (const text of [
    `rtsp://admin:${canary}@127.0.0.1/1`,
    `http://admin:${canary}@10.0.0.1`,
    `rtsp://a:${canary} @b/`,
  ]) {
    assert.throws(
      () => parseCameraSource(text, '/url', 'none'),
      (error: unknown) => !JSON.stringify({ ...(error as AppError), m: (error as Error).message }).includes(canary),
    )
  }
})

const accepted: ReadonlyArray<[string, string, { username: string; password: string } | null]> = [
  ['rtsp://192.168.1.20/stream1', 'rtsp://192.168.1.20/stream1', null],
  ['rtsp://10.0.0.5:554/1', 'rtsp://10.0.0.5/1', null],
  ['rtsp://10.0.0.5:8554/1?a=b&c=%20d', 'rtsp://10.0.0.5:8554/1?a=b&c=%20d', null],
  ['rtsp://10.0.0.5?channel=1', 'rtsp://10.0.0.5/?channel=1', null],
  ['RTSP://Camera.Lan/Live#frag', 'rtsp://camera.lan/Live', null],
  ['rtsps://cam.example:322/1', 'rtsps://cam.example/1', null],
  ['rstsps://10.0.0.5/1', 'rtsps://10.0.0.5/1', null],
  ['rtspx://10.0.0.5:7441/abc', 'rtsps://10.0.0.5:7441/abc', null],
  ['rtsp://[fd12::5]:8554/1', 'rtsp://[fd12::5]:8554/1', null],
  ['rtsp://203.0.113.9/1', 'rtsp://203.0.113.9/1', null],
  ['rtsp://admin:pw@10.0.0.5/1', 'rtsp://10.0.0.5/1', { username: 'admin', password: 'pw' }],
  ['rtsp://admin@10.0.0.5/1', 'rtsp://10.0.0.5/1', { username: 'admin', password: '' }],
  ['rtsp://admin:p%40s%2Fs%3A@10.0.0.5/1', 'rtsp://10.0.0.5/1', { username: 'admin', password: 'p@s/s:' }],
  ['rtsp://admin:p@ss@10.0.0.5/1', 'rtsp://10.0.0.5/1', { username: 'admin', password: 'p@ss' }],
  ['rtsp://admin:100%@10.0.0.5/1', 'rtsp://10.0.0.5/1', { username: 'admin', password: '100%' }],
  ['rtsp://admin:a:b#c?d@10.0.0.5/1', 'rtsp://10.0.0.5/1', { username: 'admin', password: 'a:b#c?d' }],
  ['rtsp://10.0.0.5/a@b', 'rtsp://10.0.0.5/a@b', null],
  ['192.168.1.20:554/x', 'rtsp://192.168.1.20/x', null],
  ['192.168.1.20', 'rtsp://192.168.1.20', null],
  ['nvr:8554/1', 'rtsp://nvr:8554/1', null],
  ['[fd12::5]:8554/1', 'rtsp://[fd12::5]:8554/1', null],
  ['fd12::5', 'rtsp://[fd12::5]', null],
  ['admin:pw@10.0.0.5/1', 'rtsp://10.0.0.5/1', { username: 'admin', password: 'pw' }],
]

test('a camera address is kept without its credentials, which are decoded (R79, R80)', () => {
  for (const [text, url, credentials] of accepted) {
    assert.deepEqual(parseCameraSource(text, '/url', 'none'), { url, credentials }, text)
  }
})

test('every class of address is judged here as the agent judges it (R49)', () => {
  for (const [what, { verdict, hosts }] of Object.entries(judgedHosts)) {
    for (const host of hosts) {
      const parse = () => parseCameraSource(`rtsp://${host.includes(':') ? `[${host}]` : host}/1`, '/url', 'none')
      if (verdict === 'fit') assert.doesNotThrow(parse, `${what}: ${host}`)
      else assert.throws(parse, { code: 'camera.source-refused' }, `${what}: ${host}`)
    }
  }
})

test('loopback is let through only as far as the agent was started for it', () => {
  const demo = ['127.0.0.1:18554']
  assert.equal(parseCameraSource('rtsp://127.0.0.1:18554/a', '/url', demo).url, 'rtsp://127.0.0.1:18554/a')
  assert.equal(parseCameraSource('rtsp://[::1]:554/a', '/url', 'any').url, 'rtsp://[::1]/a')
  for (const other of ['rtsp://127.0.0.1:18555/a', 'rtsp://127.0.0.2:18554/a', 'rtsp://127.0.0.1/a']) {
    assert.throws(() => parseCameraSource(other, '/url', demo), AppError, other)
  }
  for (const never of ['rtsp://169.254.169.254/', 'rtsp://0.0.0.0/', 'file:///etc/passwd', 'rtsp://[fe80::1]/']) {
    assert.throws(() => parseCameraSource(never, '/url', 'any'), AppError, never)
  }
})

test('credentials with line breaks are refused by the field they stand in', () => {
  assert.throws(
    () => checkCredentials({ username: 'a', password: 'b\r\nX: y' }),
    (error: unknown) => error instanceof AppError && error.fields[0]?.pointer === '/password',
  )
})

test('whatever is accepted keeps no credentials and is accepted again as itself', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map(text => `rtsp://${text}`),
        fc.webUrl().map(url => url.replace(/^https?/, 'rtsp')),
      ),
      text => {
        try {
          const source = parseCameraSource(text, '/url', 'none')
          assert.deepEqual(parseCameraSource(source.url, '/url', 'none'), { url: source.url, credentials: null })
        } catch (error) {
          if (!(error instanceof AppError)) throw error
        }
      },
    ),
    { numRuns: 2000 },
  )
})
