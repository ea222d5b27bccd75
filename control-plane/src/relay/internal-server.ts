import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { bareHeaders } from '../platform/bare-answer.ts'
import { makeBearerCheck } from '../platform/bearer-key.ts'
import type { Hub } from './hub.ts'
import type { Transfers } from './transfers.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Everything that the internal port answers, as `METHOD target`. */
export type InternalRoutes = ReadonlyMap<string, Handler>

export const internalRoutes = (hub: Hub, transfers: Transfers, isDraining: () => boolean): InternalRoutes =>
  new Map<string, Handler>([
    ['GET /internal/transfers', (request, response) => transfers.serve(request, response)],
    [
      'GET /healthz',
      (_request, response) => {
        const body = { status: isDraining() ? 'draining' : 'ok', ...hub.counts, transfers: transfers.count }
        response.writeHead(isDraining() ? 503 : 200, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
      },
    ],
  ])

/**
 * For the api only: transfers and health. Never reachable from outside, and nothing is answered to who does not show the
 * key that api and relay share, not even whether a path is there.
 */
export function createInternalServer(routes: InternalRoutes, relayKey: string): Server {
  const mayCome = makeBearerCheck(relayKey)
  const server = createServer((request, response) => {
    response.on('error', () => {})
    if (!mayCome(request.headers.authorization)) return void response.writeHead(401, { ...bareHeaders }).end()
    const route = routes.get(`${request.method} ${request.url}`)
    if (route) route(request, response)
    else response.writeHead(404, { ...bareHeaders }).end()
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}
