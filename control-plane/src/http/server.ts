import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { bareAnswer, bareHeaders } from '../platform/bare-answer.ts'
import type { Cidr } from '../platform/client-address.ts'
import { type ConnectionLimits, guardConnections } from '../platform/guard-connections.ts'
import type { Log } from '../platform/log.ts'
import { sparingly } from '../platform/sparingly.ts'
import type { UpgradeHandler } from '../platform/upgrade.ts'
import type { App } from './app.ts'
import { isPlainTarget } from './plain-target.ts'
import { cutSlowBody } from './slow-body.ts'

export interface ServerOptions {
  /** How much of the server one address may hold; left out, as much as it likes: a private port. */
  readonly connections?: ConnectionLimits
  /** Peers that count their own clients. */
  readonly trustedProxies?: readonly Cidr[]
}

export interface HttpServer {
  /** The real one where 0 was asked for. */
  readonly port: number
  /** What answers; until it is set, everything is answered with 503. */
  serve(app: Pick<App, 'fetch'>): void
  /** What takes upgrade requests; until it is set, they are refused. */
  upgrade(handler: UpgradeHandler): void
  /** Stops listening, lets what is running end for a moment, then cuts it. */
  close(): Promise<void>
}

const limits = {
  /** A request's head must be complete by then, ms. */
  headersTimeout: 10_000,
  /** A whole request, ms: a segment uploaded to the directory archive over a slow line included. */
  requestTimeout: 900_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
  /** Answered below like any other broken request, with our headers. */
  requireHostHeader: false,
  connectionsCheckingInterval: 2_000,
}
/** Connections at once, upgraded ones included; further ones are dropped. */
const connectionsMax = 16_384
/** For a port that strangers reach. */
export const publicConnections: ConnectionLimits = { waiting: { total: 4_000, perAddress: 256 }, perAddress: 512 }
/** Words about crowds stand in the log no more often than this, ms. */
const crowdedEveryMs = 60_000
/** How long running requests may go on after close, ms. */
const drainMs = 1_000

const starting = () =>
  new Response('{"title":"Not ready","status":503,"detail":"Nightjar is starting. Try again in a moment."}', {
    status: 503,
    headers: {
      ...bareHeaders,
      'content-type': 'application/problem+json',
      'retry-after': '2',
      'cache-control': 'no-store',
    },
  })

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentences: Record<string, string> = {
        EADDRINUSE: `Port ${port} is taken by another program. Stop that program, or choose another port with NIGHTJAR_PORT.`,
        EACCES: `This user may not open port ${port}. Choose one above 1023 with NIGHTJAR_PORT.`,
        EADDRNOTAVAIL: `${host} is not an address of this machine. Correct NIGHTJAR_HOST.`,
      }
      reject(new Error(sentences[error.code ?? ''] ?? `Cannot listen on ${host}:${port} (${error.code}).`))
    })
    server.listen(port, host, () => resolve())
  })
}

/** Listens at once, so that a taken port is known before anything else is done. @throws Error with a sentence. */
export async function startServer(
  host: string,
  port: number,
  clock: Clock,
  log: Log,
  { connections, trustedProxies = [] }: ServerOptions = {},
): Promise<HttpServer> {
  let fetch: App['fetch'] = starting
  let onUpgrade: UpgradeHandler = (_request, socket) => socket.destroy()
  const upgraded = new Set<Duplex>()
  const senders = new WeakMap<object, () => void>()
  const answer = (request: Request, bindings: object) => {
    const { incoming } = bindings as { incoming: object }
    return fetch(request, { ...bindings, vouch: () => senders.get(incoming)?.() } as never)
  }
  const listener = getRequestListener(answer, {
    overrideGlobalObjects: false,
    errorHandler: error => {
      // No usable Host or target: whoever sends that gets no line in the log for it.
      if (error instanceof Error && error.name === 'RequestError')
        return new Response(null, { status: 400, headers: bareHeaders })
      log.error({ err: error }, 'a request could not be answered')
      return new Response(null, { status: 500, headers: bareHeaders })
    },
  })
  const server = createServer(limits, (request, response) => {
    response.on('error', () => undefined)
    if (!isPlainTarget(request.url ?? ''))
      return void response.writeHead(400, { ...bareHeaders, connection: 'close' }).end()
    const stopCutting = cutSlowBody(request, clock)
    senders.set(request, () => {
      stopCutting()
      guard?.vouchFor(request)
    })
    listener(request, response).catch(error => {
      log.error({ err: error }, 'a request could not be answered')
      response.destroy()
    })
  })
  const crowded = sparingly(clock, crowdedEveryMs, (address: string, count: number) =>
    log.warn(
      { address, count },
      'this address holds many silent connections; its oldest give way. If it is your proxy, set TRUSTED_PROXIES.',
    ),
  )
  const guard = connections && guardConnections(server, connections, trustedProxies, crowded)
  server.maxConnections = connectionsMax
  server.on('checkExpectation', (_request, response) => response.writeHead(417, bareHeaders).end())
  server.on('clientError', (_error, socket) => {
    if (!socket.writable) return void socket.destroy()
    // Destroyed when the answer is out, or by the peer's reset.
    socket.end(bareAnswer('400 Bad Request'), () => socket.destroy())
  })
  server.on('upgrade', (request, socket, head) => {
    // First of all: a reset while nobody listens would end the process.
    socket.on('error', () => socket.destroy())
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    onUpgrade(request, socket, head)
  })
  await listenOn(server, host, port)
  server.on('error', error => log.error({ err: error }, 'server error'))
  return {
    port: (server.address() as AddressInfo).port,
    serve: app => {
      fetch = app.fetch
    },
    upgrade: handler => {
      onUpgrade = handler
    },
    close: async () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeIdleConnections()
      await Promise.race([closed, clock.sleep(drainMs)])
      for (const socket of upgraded) socket.destroy()
      server.closeAllConnections()
      await closed
    },
  }
}
