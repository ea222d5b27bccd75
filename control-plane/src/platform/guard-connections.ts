import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { addressBucket, type Cidr, isTrustedProxy } from './client-address.ts'
import { type RoomLimits, WaitingRoom } from './waiting-room.ts'

export interface ConnectionLimits {
  /** Connections that owe us something: a head, a body, or the next request. */
  readonly waiting: RoomLimits
  /** Connections of one address in all, those that we are answering included; upgraded ones are not counted. */
  readonly perAddress: number
}

export interface ConnectionGuard {
  /** The sender of this request is known by now: its body may take its time and holds no place among strangers. */
  vouchFor(request: IncomingMessage): void
}

/** What is known of one connection. */
interface Line {
  /** Requests that came and are not answered yet. */
  running: number
  stopWaiting: () => void
  wait: () => void
  /** Upgraded: somebody else counts it. */
  handOver: () => void
}

/**
 * Keeps one address from holding all connections of a server by sending nothing, half a head, half a body, or one
 * request and then nothing. A trusted proxy is left out: it counts its own clients, and all of them come from it.
 * @param crowded told when a connection has to give way.
 */
export function guardConnections(
  server: Server,
  limits: ConnectionLimits,
  trusted: readonly Cidr[],
  crowded: (address: string, connections: number) => void,
): ConnectionGuard {
  const room = new WaitingRoom(limits.waiting, crowded)
  const open = new Map<string, number>()
  const lines = new WeakMap<Socket, Line>()

  server.on('connection', (socket: Socket) => {
    if (isTrustedProxy(socket.remoteAddress, trusted)) return
    const address = addressBucket(socket.remoteAddress ?? '')
    const count = open.get(address) ?? 0
    if (count >= limits.perAddress) {
      crowded(address, count)
      return void socket.destroy()
    }
    open.set(address, count + 1)
    let isCounted = true
    const line: Line = {
      running: 0,
      stopWaiting: () => undefined,
      wait: () => {
        line.stopWaiting()
        line.stopWaiting = room.enter(address, () => socket.destroy())
      },
      handOver: () => {
        line.stopWaiting()
        if (!isCounted) return
        isCounted = false
        const left = (open.get(address) ?? 1) - 1
        if (left > 0) open.set(address, left)
        else open.delete(address)
      },
    }
    lines.set(socket, line)
    socket.once('close', line.handOver)
    line.wait()
  })
  server.on('request', (request, response) => {
    const line = lines.get(request.socket)
    if (!line) return
    line.running++
    let isAnswered = false
    if (!announcesBody(request)) line.stopWaiting()
    // The rest of a body that was answered before it came is thrown away, and ends too.
    else request.once('end', () => isAnswered || line.stopWaiting())
    response.once('close', () => {
      isAnswered = true
      if (--line.running === 0 && !request.socket.destroyed) line.wait()
    })
  })
  server.on('upgrade', (request: IncomingMessage) => lines.get(request.socket)?.handOver())
  return { vouchFor: request => lines.get(request.socket)?.stopWaiting() }
}

/** RFC 9112 6.3: a request has a body where one of these says so. */
export function announcesBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = headers
  return coding !== undefined || (length !== undefined && length !== '0')
}
