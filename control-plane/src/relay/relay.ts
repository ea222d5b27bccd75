import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import { publishHelloSchema, viewerHelloSchema } from '@nightjar/shared/live/relay-api.ts'
import { closeCodes } from '@nightjar/shared/live/stream-head.ts'
import { v7 } from 'uuid'
import type { WebSocket } from 'ws'
import { startAnnouncing } from './announce.ts'
import { createApiClient } from './api-client.ts'
import { followChanges } from './changes.ts'
import type { RelayOptions } from './config/options.ts'
import { awaitHello, closeSoon } from './hello.ts'
import { Hub } from './hub.ts'
import { limitInbound } from './inbound.ts'
import { createInternalServer } from './internal-server.ts'
import { keepAlive } from './keep-alive.ts'
import { limits } from './limits.ts'
import type { RelayPorts } from './ports.ts'
import { createPublicServer } from './public-server.ts'
import { PublishTickets } from './publish-tickets.ts'
import { Transfers } from './transfers.ts'
import { Viewer } from './viewer.ts'

export interface RunningRelay {
  readonly port: number
  readonly internalPort: number
  /** Sends everybody away (4503), waits for them at most two seconds, then closes. */
  stop(): Promise<void>
}

/** @throws the system's error when a port cannot be had. */
export async function startRelay(options: RelayOptions, ports: RelayPorts): Promise<RunningRelay> {
  const { clock, log } = ports
  const relayId = v7({ random: ports.randomBytes(16) })
  const api = createApiClient(options, ports, relayId)
  const tickets = new PublishTickets(ports)
  const hub = new Hub(ports, api, tickets)
  const transfers = new Transfers(ports, tickets)
  const stopping = new AbortController()
  const isDraining = () => stopping.signal.aborted
  const open = new Set<WebSocket>()

  const admitViewer = async (ws: WebSocket, socket: Duplex, ticket: string) => {
    limitInbound(ws, clock)
    const grant = await api.redeem(ticket)
    if (ws.readyState !== ws.OPEN) return
    const viewer = new Viewer(ws, socket, grant, clock)
    ws.once('close', () => hub.leave(viewer))
    keepAlive(ws, clock, () => viewer.queuedBytes > 0)
    hub.admit(viewer)
  }

  const opened = (path: '/live' | '/publish', ws: WebSocket, socket: Duplex, settled: () => void) => {
    open.add(ws)
    ws.once('close', () => open.delete(ws))
    if (path === '/publish') {
      const admitted = (hello: { publishTicket: string }) => {
        if (!tickets.redeem(hello.publishTicket, { ws, socket })) closeSoon(ws, clock, closeCodes.badTicket, 'ticket')
      }
      return awaitHello(ws, socket, { clock, schema: publishHelloSchema, settled, admitted })
    }
    const admitted = (hello: { ticket: string }) => {
      admitViewer(ws, socket, hello.ticket).catch(error => {
        const failure = toAppError(error)
        const code = failure.code === 'auth.forbidden' ? closeCodes.badTicket : closeCodes.streamGone
        log.info({ code: failure.code, detail: failure.detail }, 'viewer refused')
        closeSoon(ws, clock, code, failure.code === 'auth.forbidden' ? 'ticket' : failure.code)
      })
    }
    awaitHello(ws, socket, { clock, schema: viewerHelloSchema, settled, admitted })
  }

  const publicServer = createPublicServer({ allowedOrigins: options.allowedOrigins, ports, isDraining, opened })
  const internalServer = createInternalServer(hub, transfers, isDraining)
  const port = await listen(publicServer, options.host, options.port)
  const internalPort = await listen(internalServer, options.internalHost, options.internalPort)

  const handlers = {
    changed: (change: Parameters<Parameters<typeof followChanges>[2]['changed']>[0]) => {
      if (change.kind === 'close-viewers') hub.closeViewers(change.viewerIds, change.code)
      if (change.kind === 'close-streams') hub.closeStreams(change.streamIds)
    },
    unchecked: () => hub.closeAllViewers(closeCodes.streamGone, 'service.unavailable'),
  }
  const following = followChanges(api, ports, handlers, stopping.signal)
  const announcer = startAnnouncing(api, ports, () => ({
    relayId,
    publishAddress: options.relayAddress,
    liveAddress: options.liveAddress,
    internalUrl: options.ownInternalUrl ?? `http://${bracketed(options.internalHost)}:${internalPort}`,
    viewers: hub.counts.viewers,
    viewersMax: limits.viewers,
    streams: hub.counts.streams,
  }))
  log.info({ port, internalPort }, 'relay ready')

  let isLeaving = false
  const stop = async () => {
    if (isLeaving) return
    isLeaving = true
    // First the api, so that those who are sent away are not sent here again.
    await announcer.drain()
    stopping.abort()
    hub.drain()
    for (const ws of open) closeSoon(ws, clock, closeCodes.goAway, '')
    const closed = Promise.all([close(publicServer), close(internalServer)])
    const patience = new AbortController()
    await Promise.race([closed, clock.sleep(limits.drainMs, patience.signal).catch(() => {})])
    patience.abort()
    publicServer.closeAllConnections()
    internalServer.closeAllConnections()
    await following
  }
  return { port, internalPort, stop }
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const close = (server: Server): Promise<void> => new Promise(resolve => server.close(() => resolve()))
