import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { createLog } from '../platform/log.ts'
import { frontDoor, pipeToRelay } from './front-door.ts'
import { type HttpServer, startServer } from './server.ts'

const log = createLog({ level: 'silent', role: 'test' })
let server: HttpServer
let relay: Server
let relayHeads: string[] = []
const relaySockets = new Set<Socket>()

before(async () => {
  relay = createServer(socket => {
    relaySockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => relaySockets.delete(socket))
    let seen = ''
    socket.on('data', chunk => {
      if (seen.includes('\r\n\r\n')) return void socket.write(chunk)
      seen += chunk.toString('latin1')
      const end = seen.indexOf('\r\n\r\n')
      if (end < 0) return
      relayHeads.push(seen.slice(0, end))
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${seen.slice(end + 4)}`,
      )
    })
  })
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const address = relay.address() as { port: number }
  server = await startServer('127.0.0.1', 0, systemClock, log)
  server.serve({ fetch: () => new Response('alive') })
  const live = pipeToRelay({ host: '127.0.0.1', port: address.port }, log)
  const nowhere = pipeToRelay({ host: '127.0.0.1', port: 9 }, log)
  const broken = () => {
    throw new Error('a handler that fails')
  }
  server.upgrade(
    frontDoor(
      new Map([
        ['/live', live],
        ['/publish', nowhere],
        ['/broken', broken],
      ]),
      log,
    ),
  )
})
after(async () => {
  await server.close()
  for (const socket of relaySockets) socket.destroy()
  relay.close()
})

const upgradeHead = (target: string, extra = '') =>
  `GET ${target} HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${extra}\r\n`

function dial(): Socket {
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  return socket
}

/** All that comes until `enough` of it is there, or the socket closes. */
async function read(socket: Socket, enough: (text: string) => boolean): Promise<string> {
  let text = ''
  for await (const chunk of socket) {
    text += (chunk as Buffer).toString('latin1')
    if (enough(text)) break
  }
  return text
}

async function statusOf(target: string, extra?: string): Promise<string> {
  const socket = dial()
  socket.write(upgradeHead(target, extra))
  const answer = await read(socket, text => text.includes('\r\n\r\n'))
  socket.destroy()
  return answer.split(' ')[1] ?? 'closed'
}

const isAlive = async () => (await (await fetch(`http://127.0.0.1:${server.port}/`)).text()) === 'alive'

test('an upgrade to /live reaches the relay byte for byte, and bytes go both ways', async () => {
  relayHeads = []
  const socket = dial()
  socket.write(`${upgradeHead('/live', 'Origin: http://localhost:8080\r\nX-Forwarded-For: 1.2.3.4\r\n')}early `)
  socket.write('bytes')
  const answer = await read(socket, text => text.endsWith('early bytes'))
  assert.match(answer, /^HTTP\/1\.1 101 /)
  assert.match(relayHeads[0] ?? '', /^GET \/live HTTP\/1\.1\r\n/)
  assert.match(relayHeads[0] ?? '', /\r\nOrigin: http:\/\/localhost:8080/)
  const forwarded = (relayHeads[0] ?? '').match(/x-forwarded-for: .*/gi)
  assert.deepEqual(forwarded, ['X-Forwarded-For: 127.0.0.1'], 'who the client is, is what we see, not what it says')
  socket.destroy()
})

test('only the exact targets are taken: no //host, absolute form, query or other path (F43)', async () => {
  for (const target of [
    '//evil.example/live',
    'http://evil.example/live',
    '/live?token=x',
    '/live/',
    '/LIVE',
    '/api/v1/me',
    '/',
  ])
    assert.equal(await statusOf(target), '404', target)
})

test('a relay that is away is a 503, a handler that fails costs its own socket only', async () => {
  assert.equal(await statusOf('/publish'), '503')
  assert.equal(await statusOf('/broken'), 'closed')
  assert.ok(await isAlive())
})

test('sockets that reset at once, send half a head or nothing do not end the process (F43)', async () => {
  for (let round = 0; round < 200; round++) {
    const socket = dial()
    await once(socket, 'connect')
    const kind = round % 4
    if (kind === 0) socket.write(upgradeHead('/live'))
    if (kind === 1) socket.write(upgradeHead('/publish').slice(0, 40))
    if (kind === 2) socket.write(upgradeHead('/broken'))
    socket.resetAndDestroy()
  }
  assert.ok(await isAlive())
})

test('when one side of a pipe closes, so does the other', async () => {
  const socket = dial()
  socket.write(upgradeHead('/live'))
  await read(socket, text => text.includes('\r\n\r\n'))
  const [upstream] = relaySockets
  assert.ok(upstream)
  socket.destroy()
  await once(upstream, 'close')
})
