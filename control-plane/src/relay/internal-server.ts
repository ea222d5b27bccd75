import { createServer, type Server } from 'node:http'
import type { Hub } from './hub.ts'
import type { Transfers } from './transfers.ts'

/** For the api and the supervisor only: transfers and health. Never reachable from outside. */
export function createInternalServer(hub: Hub, transfers: Transfers, isDraining: () => boolean): Server {
  const server = createServer((request, response) => {
    response.on('error', () => {})
    if (request.method === 'GET' && request.url === '/internal/transfers') return transfers.serve(request, response)
    if (request.method === 'GET' && request.url === '/healthz') {
      const body = { status: isDraining() ? 'draining' : 'ok', ...hub.counts, transfers: transfers.count }
      response.writeHead(isDraining() ? 503 : 200, { 'content-type': 'application/json' })
      return void response.end(JSON.stringify(body))
    }
    response.writeHead(404).end()
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}
