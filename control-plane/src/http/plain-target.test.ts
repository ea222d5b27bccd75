import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { createLog } from '../platform/log.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { isPlainTarget } from './plain-target.ts'
import { type HttpServer, startServer } from './server.ts'

let harness: Harness
let server: HttpServer
/** Times run short, so that a body that is not cut at once is one that is never cut. */
const hurried: typeof systemClock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 200), signal),
}

before(async () => {
  harness = await openHarness()
  server = await startServer('127.0.0.1', 0, hurried, createLog({ level: 'silent', role: 'test' }))
  server.serve(harness.app)
})
after(async () => {
  await server.close()
  await harness.close()
})

/** Ways to write one path that one reader normalises and another does not (RFC 3986 6.2.2). */
const spellings: readonly ((path: string) => string)[] = [
  path => path,
  path => `/${path}`,
  path => path.replace('/v1/', '//v1/'),
  path => path.replace('/v1/', '/./v1/'),
  path => path.replace('/v1/', '/x/../v1/'),
  path => path.replace('/v1/', '/x/%2e%2e/v1/'),
  path => path.replace('/v1/', '/x/.%2E/v1/'),
  path => `/archive/..${path}`,
  path => `/archive/%2e%2e${path}`,
  path => `/archive/x/../..${path}`,
  path => `/archive/..%2f${path.slice(1)}`,
  path => path.replaceAll('/', '%2f').replace('%2f', '/'),
  path => path.replaceAll('/', '\\').replace('\\', '/'),
  path => path.replace('api', '%61pi'),
  path => path.replace('api', '%2561pi'),
  path => path.replace('api', 'API'),
  path => path.replace('api', 'Api'),
  path => `${path}/`,
  path => `${path}/.`,
  path => `${path}%00`,
  path => `${path};x=1`,
  path => `${path}#x`,
  path => `http://elsewhere.example${path}`,
  path => `http://elsewhere.example/archive/..${path}`,
  path => `${path}%zz`,
]

/** What a proxy in front that tidies paths would read; it decides by that who may come. */
function asAProxyReadsIt(target: string): string {
  const path = target.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/, '')
  const decoded = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const segments: string[] = []
  for (const segment of decoded.replaceAll('\\', '/').toLowerCase().split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return `/${segments.join('/')}`
}

async function exchange(text: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(text)
  let answer = ''
  for await (const chunk of socket) answer += (chunk as Buffer).toString('latin1')
  return answer
}
const statusOf = async (method: string, target: string) =>
  Number((await exchange(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).split(' ')[1])

test('no spelling is one path to a proxy and another to the router: it is that path, or it is refused', async () => {
  for (const path of ['/api/v1/me', '/api/v1/setup', '/api/v1/agents/uploads', '/healthz'])
    for (const spell of spellings) {
      const target = spell(path)
      const status = await statusOf('GET', target)
      const asProxied = await statusOf('GET', asAProxyReadsIt(target))
      assert.ok([400, 404].includes(status) || status === asProxied, `${target}: ${status}, by a proxy ${asProxied}`)
    }
})

test('a body that trickles in is cut, or refused, under every spelling of every path', {
  timeout: 120_000,
}, async () => {
  for (const path of ['/api/v1/auth/login', '/archive/a/b.mp4', '/nowhere'])
    for (const spell of spellings)
      for (const method of ['POST', 'PUT']) {
        const head = `${method} ${spell(path)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`
        const answer = await exchange(`${head}Content-Length: 100\r\n\r\n{`)
        assert.match(answer, /^(HTTP\/1\.1 4\d\d |$)/, `${method} ${spell(path)}`)
      }
})

test('a body over 1 MB is refused under every path that is no signed address', async () => {
  for (const path of ['/api/v1/auth/login', '/nowhere', '/healthz', '/setup']) {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n`
    assert.match(await exchange(`${head}Content-Length: 2000000\r\n\r\n{`), /^HTTP\/1\.1 413 /, path)
  }
})

test('the paths that browsers and agents send are plain', () => {
  for (const target of [
    '/',
    '/setup',
    '/cameras/1?from=a%2Fb',
    '/archive/a/b-c_d.mp4?type=video%2Fmp4',
    '/a%20b/%C3%A4',
  ])
    assert.ok(isPlainTarget(target), target)
  for (const target of ['', '*', 'api', '/a/../b', '/%41', '/%2f', '/a//b', '/a\\b', '/%', '/%2', 'http://a//b'])
    assert.ok(!isPlainTarget(target), target)
})
