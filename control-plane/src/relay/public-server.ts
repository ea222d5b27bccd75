import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { bareAnswer, bareHeaders } from '../platform/bare-answer.ts'
import type { Cidr } from '../platform/client-address.ts'
import { bucketOf } from '../platform/client-request.ts'
import { guardConnections } from '../platform/guard-connections.ts'
import { sparingly } from '../platform/sparingly.ts'
import { WaitingRoom } from '../platform/waiting-room.ts'
import { limits } from './limits.ts'
import type { RelayPorts } from './ports.ts'
import { judgeUpgrade, type SocketPath } from './upgrade-request.ts'

interface PublicServerOptions {
  readonly allowedOrigins: readonly string[]
  /** Peers that say whom they pipe for. */
  readonly trustedProxies: readonly Cidr[]
  readonly ports: RelayPorts
  readonly isDraining: () => boolean
  /** A fresh socket; `settled` must be called when it is admitted, refused or gone. */
  readonly opened: (path: SocketPath, ws: WebSocket, socket: Duplex, settled: () => void) => void
}

/**
 * The relay's port. It knows WebSocket upgrades and nothing else. An upgrade is judged in one go, with the error
 * listener attached before anything else: a peer that resets the line in the middle must not become an uncaught error.
 */
export function createPublicServer(options: PublicServerOptions): Server {
  const sockets: Record<SocketPath, WebSocketServer> = {
    '/live': acceptor(limits.inboundBytes),
    '/publish': acceptor(limits.publishedBytes),
  }
  const crowded = sparingly(options.ports.clock, limits.crowdedEveryMs, (address: string, count: number) =>
    options.ports.log.warn(
      { address, count },
      'this address holds many silent connections; its oldest give way. If it is your proxy, set TRUSTED_PROXIES.',
    ),
  )
  // Apart, so that silent viewers keep no agent out, nor silent agents a viewer.
  const rooms: Record<SocketPath, WaitingRoom> = {
    '/live': new WaitingRoom(limits.pending, crowded),
    '/publish': new WaitingRoom(limits.pending, crowded),
  }
  // Slow headers cost a socket for five seconds at most; the check runs every second.
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000 })
  server.maxHeadersCount = 64
  server.maxConnections = limits.viewers + 4_000
  guardConnections(server, limits.connections, options.trustedProxies, crowded)
  server.on('request', (_request, response) => response.writeHead(404, { ...bareHeaders, connection: 'close' }).end())
  server.on('clientError', (_error, socket) => socket.destroy())
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (socket.destroyed || !socket.writable) return void socket.destroy()
    const verdict = judgeUpgrade(request, options.allowedOrigins)
    if ('status' in verdict) return refuse(socket, verdict.status)
    if (options.isDraining()) return refuse(socket, 503)
    const settled = rooms[verdict.path].enter(bucketOf(request, options.trustedProxies), () => socket.destroy())
    socket.once('close', settled)
    try {
      sockets[verdict.path].handleUpgrade(request, socket, head, ws => {
        ws.on('error', () => ws.terminate())
        options.opened(verdict.path, ws, socket, settled)
      })
    } catch (error) {
      options.ports.log.warn({ err: error }, 'upgrade failed')
      socket.destroy()
    }
  })
  return server
}

function acceptor(maxPayload: number): WebSocketServer {
  const server = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload })
  server.on('wsClientError', (_error, socket) => socket.destroy())
  return server
}

function refuse(socket: Duplex, status: number): void {
  const more = status === 426 ? ['Upgrade: websocket', 'Sec-WebSocket-Version: 13'] : []
  socket.end(bareAnswer(`${status} ${STATUS_CODES[status]}`, more), () => socket.destroy())
}
