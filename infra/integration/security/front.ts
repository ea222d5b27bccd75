import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { startBroker } from '@nightjar/control-plane/broker/broker.ts'
import { mqttUpgrade } from '@nightjar/control-plane/broker/websocket.ts'
import { frontDoor, pipeToRelay } from '@nightjar/control-plane/http/front-door.ts'
import { publicConnections, startServer } from '@nightjar/control-plane/http/server.ts'
import { agentAcl } from '@nightjar/control-plane/keys/acl.ts'
import {
  newGrant,
  newId,
  newTicket,
  origin,
  relayKey,
  startBench,
} from '@nightjar/control-plane/relay/testing/bench.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import mqtt from 'mqtt'
import pino from 'pino'
import { WebSocket } from 'ws'

const log = pino({ level: 'silent' })
/** Linux gives all of 127/8 to the loopback: two addresses without a second machine. */
const honestAddress = '127.0.0.2'
const agent = { organisationId: newId(), agentId: newId() }

/** The public port as the all-in-one has it: HTTP, the embedded broker, and a relay behind its pipe. */
export async function startFront() {
  const bench = await startBench()
  const identity = { subject: agent.agentId, organisationId: agent.organisationId, acl: agentAcl(agent) }
  const verify = async () => ({ ...identity, expiresAtMs: Date.now() + 600_000 })
  const broker = await startBroker({ clock: systemClock, log, verify })
  const server = await startServer('127.0.0.1', 0, systemClock, log, { connections: publicConnections })
  server.serve({ fetch: () => new Response('alive') })
  const toRelay = pipeToRelay({ host: '127.0.0.1', port: bench.relay.port }, log)
  server.upgrade(
    frontDoor(
      new Map([
        ['/live', toRelay],
        ['/publish', toRelay],
        ['/mqtt', mqttUpgrade(broker)],
      ]),
      log,
    ),
  )
  const stop = async () => {
    await bench.stop()
    await broker.close()
    await server.close()
  }
  return { bench, port: server.port, stop }
}
export type Front = Awaited<ReturnType<typeof startFront>>

export const upgradeHead = (target: string) =>
  [
    `GET ${target} HTTP/1.1`,
    'Host: nvr.example.org',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(target === '/live' ? [`Origin: ${origin}`] : []),
    ...(target === '/mqtt' ? ['Sec-WebSocket-Protocol: mqtt'] : []),
    '\r\n',
  ].join('\r\n')

/** Opens lines that say `words` and then nothing, and opens another wherever one is cut. @returns ends it. */
export async function holdSilent(front: Front, count: number, words: string): Promise<() => void> {
  const sockets = new Set<Socket>()
  let isOver = false
  const open = (): Promise<unknown> => {
    const socket = connect({ port: front.port, host: '127.0.0.1', localAddress: '127.0.0.1' })
    sockets.add(socket)
    socket.on('error', () => undefined).resume()
    socket.once('connect', () => words && socket.write(words))
    socket.once('close', () => {
      sockets.delete(socket)
      if (!isOver) setTimeout(open, 1_000)
    })
    return Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined)
  }
  for (let done = 0; done < count; done += 100)
    await Promise.all(Array.from({ length: Math.min(100, count - done) }, open))
  return () => {
    isOver = true
    for (const socket of sockets) socket.destroy()
  }
}

export interface Entry {
  /** From the first try until it worked, ms; Infinity where it did not within a minute. */
  readonly ms: number
  /** Tries that were turned away: those that failed sooner than any deadline of ours could have cut them. */
  readonly refused: number
}

/** Repeats `attempt` as people and agents do, until it works. */
async function entryBy(attempt: () => Promise<boolean>): Promise<Entry> {
  const startedMs = performance.now()
  let refused = 0
  for (;;) {
    const triedMs = performance.now()
    if (await attempt()) return { ms: Math.round(performance.now() - startedMs), refused }
    if (performance.now() - triedMs < 2_000) refused++
    if (performance.now() - startedMs > 60_000) return { ms: Number.POSITIVE_INFINITY, refused }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

/** From the first try to the first word of the relay. */
export const entryOfViewer = (front: Front) =>
  entryBy(() => {
    const ticket = newTicket()
    front.bench.api.grant(ticket, newGrant(newId()))
    const ws = new WebSocket(`ws://127.0.0.1:${front.port}/live`, { origin, localAddress: honestAddress })
    ws.on('open', () => ws.send(JSON.stringify({ ticket })))
    return new Promise<boolean>(resolve => {
      ws.once('message', () => resolve(true))
      ws.on('error', () => resolve(false)).on('close', () => resolve(false))
    }).finally(() => ws.terminate())
  })

/** From the first try to the broker's welcome. */
export const entryOfAgent = (front: Front) =>
  entryBy(() => {
    const client = mqtt.connect(`ws://127.0.0.1:${front.port}/mqtt`, {
      clientId: agent.agentId,
      username: agent.agentId,
      password: 'a token',
      protocolVersion: 5,
      reconnectPeriod: 0,
      wsOptions: { localAddress: honestAddress },
    })
    return new Promise<boolean>(resolve => {
      client.once('connect', () => resolve(true))
      client.on('error', () => resolve(false)).on('close', () => resolve(false))
    }).finally(() => client.end(true))
  })

/** From the first try until a publisher that the relay waits for has been let in. */
export const entryOfPublisher = (front: Front) =>
  entryBy(async () => {
    const ticket = newTicket()
    const asked = fetch(`http://127.0.0.1:${front.bench.relay.internalPort}/internal/transfers`, {
      headers: { 'nightjar-ticket': ticket, authorization: `Bearer ${relayKey}` },
    })
    await new Promise(resolve => setTimeout(resolve, 50))
    const ws = new WebSocket(`ws://127.0.0.1:${front.port}/publish`, { localAddress: honestAddress })
    ws.on('open', () => {
      ws.send(JSON.stringify({ publishTicket: ticket }))
      ws.send(Buffer.from('bytes'))
      ws.close(1000)
    })
    const refused = new Promise<false>(resolve => ws.on('error', () => resolve(false)))
    const passed = asked.then(async answer => (await answer.text()) === 'bytes').catch(() => false)
    return Promise.race([passed, refused])
  })

/** From the first try to an answer of the web server. */
export const entryOfPage = (front: Front) =>
  entryBy(() => {
    const socket = connect({ port: front.port, host: '127.0.0.1', localAddress: honestAddress })
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    return new Promise<boolean>(resolve => {
      socket.once('data', data => resolve(data.toString().includes(' 200 ')))
      socket.on('error', () => resolve(false)).on('close', () => resolve(false))
    }).finally(() => socket.destroy())
  })
