import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { bareAnswer } from '../platform/bare-answer.ts'
import type { Cidr } from '../platform/client-address.ts'
import { clientOf } from '../platform/client-request.ts'
import { cutWhenIdle } from '../platform/idle-timeout.ts'
import type { Log } from '../platform/log.ts'
import type { UpgradeHandler } from '../platform/upgrade.ts'

/** Says no and lets go; a peer that does not close its half is cut. */
function refuse(socket: Duplex, status: string): void {
  cutWhenIdle(socket, 5_000)
  socket.resume()
  socket.end(bareAnswer(status))
}

/**
 * Upgrade requests by their target, compared letter by letter: `//host/live`, absolute forms and queries are no target.
 * What stands in Host or in the target is never used for a decision.
 */
export function frontDoor(handlers: ReadonlyMap<string, UpgradeHandler>, log: Log): UpgradeHandler {
  return (request, socket, head) => {
    const handler = handlers.get(request.url ?? '')
    if (!handler || request.method !== 'GET') {
      log.debug({ known: handler !== undefined }, 'upgrade refused')
      return refuse(socket, handler ? '405 Method Not Allowed' : '404 Not Found')
    }
    try {
      handler(request, socket, head)
    } catch (error) {
      log.error({ err: error }, 'an upgrade failed')
      socket.destroy()
    }
  }
}

export interface RelayAddress {
  readonly host: string
  readonly port: number
}

const connectMs = 3_000
/** Longer than the relay's own keep-alive; a pipe on which nothing moves for this long is dead, ms. */
const idleMs = 120_000
const pipesMax = 6_000

/** The request as it came; only who the client is, is said by us instead of by the client. */
function requestHead(request: IncomingMessage, client: string): string {
  const lines = [`${request.method} ${request.url} HTTP/1.1`]
  const { rawHeaders } = request
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'x-forwarded-for') continue
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`)
  }
  lines.push(`X-Forwarded-For: ${client}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Passes the connection on to the relay, byte for byte; who may see what is the relay's to say. */
export function pipeToRelay(relay: RelayAddress, log: Log, trustedProxies: readonly Cidr[] = []): UpgradeHandler {
  let pipes = 0
  return (request, socket, head) => {
    if (pipes >= pipesMax) return refuse(socket, '503 Service Unavailable')
    pipes++
    const client = clientOf(request, trustedProxies)
    const upstream = connect({ ...relay, noDelay: true })
    let connected = false
    cutWhenIdle(upstream, connectMs)
    upstream.on('error', error => log.debug({ err: error }, 'relay connection ended'))
    upstream.once('connect', () => {
      connected = true
      cutWhenIdle(upstream, idleMs)
      upstream.write(requestHead(request, client))
      if (head.length > 0) upstream.write(head)
      socket.pipe(upstream).pipe(socket)
    })
    upstream.once('close', () => {
      pipes--
      if (connected) socket.destroy()
      else refuse(socket, '503 Service Unavailable')
    })
    socket.once('close', () => upstream.destroy())
  }
}
