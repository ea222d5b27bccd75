import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type AnnounceRequest,
  type RedeemReply,
  type RelayChange,
  relayIdHeader,
} from '@nightjar/shared/live/relay-api.ts'

export interface OpenRequest {
  readonly cameraId: string
  readonly streamId: string
  readonly relay: string
  readonly publishTicket: string
}

/** A real HTTP server that keeps the api's side of the private channel, for the relay's tests. */
export async function startFakeApi(key: string) {
  const grants = new Map<string, RedeemReply>()
  const feeds = new Set<ServerResponse>()
  const told: RelayChange[] = []
  const opens: OpenRequest[] = []
  const announced: AnnounceRequest[] = []
  const api = {
    url: '',
    opens,
    announced,
    /** Viewers of whom relays said that they left. */
    left: [] as string[],
    /** What `open` does; throw {status, code} to refuse. */
    onOpen: (_request: OpenRequest): void => {},
    /** Before `announce` is answered; throw {status, code, detail} to refuse. */
    onAnnounce: async (_request: AnnounceRequest): Promise<void> => {},
    /** Ids under which relays listen for changes. */
    listeners: [] as (string | string[] | undefined)[],
    /** While false every request is refused with 503 and the feed is down. */
    isUp: true,
    grant: (ticket: string, reply: RedeemReply) => void grants.set(ticket, reply),
    /** Told to every feed now, and first of all to those that come later. */
    change: (change: RelayChange) => {
      told.push(change)
      for (const feed of feeds) feed.write(`${JSON.stringify(change)}\n`)
    },
    get feedCount() {
      return feeds.size
    },
    breakFeeds: () => {
      for (const feed of feeds) feed.destroy()
    },
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  const server = createServer((request, response) => {
    const refuse = (status: number, code: string, detail?: string) =>
      response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ code, detail }))
    if (request.headers.authorization !== `Bearer ${key}`) return refuse(401, 'auth.required')
    if (!api.isUp) return refuse(503, 'service.unavailable')
    if (request.url === '/internal/relay/changes') {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      for (const change of [...told, { kind: 'alive' }]) response.write(`${JSON.stringify(change)}\n`)
      feeds.add(response)
      api.listeners.push(request.headers[relayIdHeader])
      response.on('close', () => feeds.delete(response))
      return
    }
    const parts: Buffer[] = []
    request.on('data', part => parts.push(part))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString('utf8'))
      if (request.url === '/internal/relay/announce') {
        announced.push(body)
        return void api.onAnnounce(body).then(
          () => response.writeHead(204).end(),
          ({ status, code, detail }) => refuse(status, code, detail),
        )
      }
      if (request.url === '/internal/relay/left') {
        api.left.push(...body.viewerIds)
        return response.writeHead(204).end()
      }
      if (request.url === '/internal/relay/redeem') {
        const reply = grants.get(body.ticket)
        grants.delete(body.ticket)
        return reply ? response.end(JSON.stringify(reply)) : refuse(401, 'auth.forbidden')
      }
      try {
        opens.push(body)
        api.onOpen(body)
        response.writeHead(204).end()
      } catch (problem) {
        const { status, code } = problem as { status: number; code: string }
        refuse(status, code)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return api
}
export type FakeApi = Awaited<ReturnType<typeof startFakeApi>>
