import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { bareAnswer, bareHeaders } from '../platform/bare-answer.ts'
import type { Log } from '../platform/log.ts'
import type { UpgradeHandler } from '../platform/upgrade.ts'
import type { App } from './app.ts'

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
/** Connections at once; more wait in the kernel's queue. */
const connectionsMax = 10_000
/** A request's body must be there by then, ms; only a segment may take as long as its line needs. */
const bodyMs = 60_000
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

/** A body that trickles in would hold its connection for a quarter of an hour, and nobody has said yet who sends it. */
function cutSlowBody(request: IncomingMessage, clock: Clock): void {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (request.url?.startsWith('/archive/') || (coding === undefined && (length === undefined || length === '0'))) return
  const over = new AbortController()
  request.once('close', () => over.abort())
  clock.sleep(bodyMs, over.signal).then(
    () => void (request.complete || request.destroy()),
    () => undefined,
  )
}

/** Listens at once, so that a taken port is known before anything else is done. @throws Error with a sentence. */
export async function startServer(host: string, port: number, clock: Clock, log: Log): Promise<HttpServer> {
  let fetch: App['fetch'] = starting
  let onUpgrade: UpgradeHandler = (_request, socket) => socket.destroy()
  const upgraded = new Set<Duplex>()
  const listener = getRequestListener((request, bindings) => fetch(request, bindings as never), {
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
    cutSlowBody(request, clock)
    listener(request, response).catch(error => {
      log.error({ err: error }, 'a request could not be answered')
      response.destroy()
    })
  })
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
