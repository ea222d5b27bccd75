import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { commandResult } from '@nightjar/shared/protocol/messages/command-result.ts'
import pino from 'pino'
import type { TokenSource } from '../api/token-source.ts'
import { createMqttSession } from './mqtt-session.ts'

const address = {
  organisationId: '01900000-0000-7000-8000-000000000001',
  agentId: '01900000-0000-7000-8000-000000000002',
}
const failed = {
  commandId: '01900000-0000-7000-8000-000000000003',
  ok: false,
  code: 'service.internal',
  message: 'failed',
} as const

/** The first bytes of MQTT 5 packets: type in the upper half (MQTT 5, 2.1.2). */
const connect = 0x10
const publish = 0x30
const subscribe = 0x80
/** Success, session absent, no properties. */
const connack = Uint8Array.of(0x20, 3, 0, 0, 0)

/** Start of what follows the length, which is 7 bits a byte (MQTT 5, 1.5.5), and where the packet ends. */
function frame(bytes: Uint8Array): { body: number; end: number } | null {
  let length = 0
  for (let at = 1; at < bytes.length; at++) {
    length += (bytes[at]! & 0x7f) * 128 ** (at - 1)
    if (bytes[at]! < 0x80) return { body: at + 1, end: at + 1 + length }
  }
  return null
}

function eachPacket(socket: Socket, take: (packet: Uint8Array) => void): void {
  let held: Uint8Array = new Uint8Array()
  socket.on('data', bytes => {
    held = Buffer.concat([held, bytes])
    for (let next = frame(held); next && next.end <= held.length; next = frame(held)) {
      take(held.subarray(0, next.end))
      held = held.subarray(next.end)
    }
  })
}

/** QoS 1 for the one filter asked for. */
function suback(packet: Uint8Array): Uint8Array {
  const { body } = frame(packet)!
  return Uint8Array.of(0x90, 4, packet[body]!, packet[body + 1]!, 0, 1)
}

/** A broker that takes everything and never says that it did. */
async function silentBroker() {
  const sockets: Socket[] = []
  let published = 0
  const server = createServer(socket => {
    sockets.push(socket)
    socket.on('error', () => {})
    eachPacket(socket, packet => {
      const type = packet[0]! & 0xf0
      if (type === connect) socket.write(connack)
      if (type === publish) published++
      if (type === subscribe) socket.write(suback(packet))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `mqtt://127.0.0.1:${port}`,
    sockets,
    published: () => published,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('a connection that dies with messages under way is followed by another, and the messages fail', {
  timeout: 120_000,
}, async t => {
  const broker = await silentBroker()
  t.after(() => broker.close())
  const stopping = new AbortController()
  t.after(() => stopping.abort())
  let connections = 0
  const token = { mqtt: { url: broker.url, username: 'agent', password: 'token' } }
  const session = createMqttSession({
    address,
    controlPlane: 'http://127.0.0.1',
    tokens: { get: async () => token, untilRefreshMs: () => 600_000, drop: () => {} } as unknown as TokenSource,
    clock: systemClock,
    random: () => 0,
    log: pino({ level: 'silent' }),
    facts: {
      publish(fact) {
        if (fact.kind === 'linkChanged' && fact.isUp) connections++
      },
    },
  })
  const nothing = { configHint: () => undefined, command: () => undefined, outboxAck: () => undefined }
  const over = session.run(nothing, stopping.signal)
  const until = async (what: string, isTrue: () => boolean) => {
    for (let i = 0; i < 600 && !isTrue(); i++) await systemClock.sleep(100)
    assert.ok(isTrue(), what)
  }
  await until('the first connection', () => session.connected())
  const lost = assert.rejects(session.publish(commandResult, failed))
  await until('a message under way', () => broker.published() === 1)
  broker.sockets[0]?.destroy()
  await lost
  await until('the second connection', () => connections === 2 && session.connected())

  // A stop must not wait for the acknowledgement that never comes either.
  const unheard = assert.rejects(session.publish(commandResult, failed))
  await until('another message under way', () => broker.published() === 2)
  stopping.abort()
  await over
  await unheard
})
