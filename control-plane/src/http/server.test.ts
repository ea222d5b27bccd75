import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { createLog } from '../platform/log.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { startServer } from './server.ts'

const log = createLog({ level: 'silent', role: 'test' })

async function withServer(use: (port: number, harness: Harness) => Promise<void>): Promise<void> {
  const harness = await openHarness()
  const server = await startServer('127.0.0.1', 0, systemClock, log)
  server.serve(harness.app)
  try {
    await use(server.port, harness)
  } finally {
    await server.close()
    await harness.close()
  }
}

/** The whole answer to raw bytes. */
async function exchange(port: number, chunks: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  for (const chunk of chunks) socket.write(chunk)
  let answer = ''
  for await (const chunk of socket) answer += (chunk as Buffer).toString()
  return answer
}

test('a taken port is one clear sentence', async () => {
  const first = await startServer('127.0.0.1', 0, systemClock, log)
  await assert.rejects(
    startServer('127.0.0.1', first.port, systemClock, log),
    new RegExp(`^Error: Port ${first.port} is taken by another program.*NIGHTJAR_PORT`),
  )
  await first.close()
})

test('until it is ready, everything is answered with 503', async () => {
  const server = await startServer('127.0.0.1', 0, systemClock, log)
  const response = await fetch(`http://127.0.0.1:${server.port}/api/v1/me`)
  assert.equal(response.status, 503)
  assert.ok(response.headers.get('retry-after'))
  await server.close()
})

test('a body over 1 MB is a 413, with a length and in chunks (R53)', () =>
  withServer(async port => {
    const head =
      'POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n'
    const megabytes = 'x'.repeat(1024 * 1024)
    const plain = await exchange(port, [`${head}Content-Length: 10485760\r\n\r\n`, megabytes])
    assert.match(plain, /^HTTP\/1\.1 413 [\s\S]*input\.too-large/)
    const chunk = `100000\r\n${megabytes}\r\n`
    const chunked = await exchange(port, [`${head}Transfer-Encoding: chunked\r\n\r\n`, chunk, chunk, chunk])
    assert.match(chunked, /^HTTP\/1\.1 413 [\s\S]*input\.too-large/)
  }))

test('nonsense instead of HTTP is a 400 and the next request is served', () =>
  withServer(async port => {
    assert.match(await exchange(port, ['\x16\x03\x01nonsense\r\n\r\n']), /^HTTP\/1\.1 400 /)
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200)
  }))

test('a //host target is no way around: it is a path like any other that is not there', () =>
  withServer(async port => {
    const answer = await exchange(port, [
      'GET //evil.example/api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ])
    assert.match(answer, /^HTTP\/1\.1 40[04] /)
  }))

test('close ends at once although a client holds its connection', async () => {
  const server = await startServer('127.0.0.1', 0, systemClock, log)
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n')
  const startedMs = systemClock.monotonicMs()
  await server.close()
  assert.ok(systemClock.monotonicMs() - startedMs < 10_000)
  socket.destroy()
})

test('bodies without an announced length arrive: none at all, and in chunks', () =>
  withServer(async port => {
    const head = (method: string, path: string) =>
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`
    const id = '0197a1b2-0000-7000-8000-000000000001'
    for (const [method, path] of [
      ['DELETE', `/api/v1/cameras/${id}`],
      ['POST', `/api/v1/agents/${id}/revoke`],
      ['POST', '/api/v1/auth/logout'],
    ] as const)
      assert.match(await exchange(port, [`${head(method, path)}\r\n`]), /^HTTP\/1\.1 401 /, `${method} ${path}`)
    const json = '{"username":"nobody","password":"not the right one"}'
    const chunked = `Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${json.length.toString(16)}\r\n${json}\r\n0\r\n\r\n`
    const answer = await exchange(port, [head('POST', '/api/v1/auth/login'), chunked])
    assert.match(answer, /^HTTP\/1\.1 401 [\s\S]*auth\.wrong-credentials/)
  }))

test('answers to requests that are none carry the security headers too, and are not our failure (R101)', () =>
  withServer(async port => {
    const close = 'Connection: close\r\n\r\n'
    for (const [request, status] of [
      ['\x16\x03\x01nonsense\r\n\r\n', 400],
      [`GET / HTTP/1.1\r\n${close}`, 400],
      [`GET / HTTP/1.0\r\n${close}`, 400],
      [`GET * HTTP/1.1\r\nHost: localhost\r\n${close}`, 400],
      [`GET /api/v1/setup HTTP/1.1\r\nHost: a/b@c d\r\n${close}`, 400],
      [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n${close}`, 400],
      [`GET / HTTP/1.1\r\nHost: localhost\r\nExpect: the unexpected\r\n${close}`, 417],
      [`GET /nowhere.txt HTTP/1.1\r\nHost: localhost\r\n${close}`, 404],
    ] as const) {
      const answer = await exchange(port, [request])
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), request.slice(0, 60))
      for (const header of ['x-frame-options: DENY', 'x-content-type-options: nosniff', 'referrer-policy: no-referrer'])
        assert.ok(answer.toLowerCase().includes(header.toLowerCase()), `${header} after ${request.slice(0, 60)}`)
      assert.match(answer, /content-security-policy: default-src 'none'/i)
    }
  }))

test('a body that trickles in is cut, whole ones are not', async () => {
  const hurried: typeof systemClock = {
    ...systemClock,
    sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 300), signal),
  }
  const harness = await openHarness()
  const server = await startServer('127.0.0.1', 0, hurried, log)
  server.serve(harness.app)
  const head = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
  assert.equal(await exchange(server.port, [`${head}Content-Length: 100\r\n\r\n{`]), '')
  const json = '{"username":"nobody","password":"not the right one"}'
  const whole = `${head}Connection: close\r\nContent-Length: ${json.length}\r\n\r\n${json}`
  assert.match(await exchange(server.port, [whole]), /^HTTP\/1\.1 401 /)
  await server.close()
  await harness.close()
})
