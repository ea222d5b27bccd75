import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RelayChange } from '@nightjar/shared/live/relay-api.ts'
import { relayIdOf } from '@nightjar/shared/live/relay-identity.ts'
import { closeCodes } from '@nightjar/shared/live/stream-head.ts'
import type { WebSocket } from 'ws'
import { type Admission, makeAdmission } from './admission.ts'
import { startAnnouncing } from './announce.ts'
import { createApiClient } from './api-client.ts'
import { followChanges } from './changes.ts'
import type { RelayOptions } from './config/options.ts'
import { startDepartures } from './departures.ts'
import { closeSoon } from './hello.ts'
import { Hub } from './hub.ts'
import { createInternalServer, internalRoutes } from './internal-server.ts'
import { limits } from './limits.ts'
import type { RelayPorts } from './ports.ts'
import { createPublicServer } from './public-server.ts'
import { PublishTickets } from './publish-tickets.ts'
import { Transfers } from './transfers.ts'

export interface RunningRelay {
  readonly port: number
  readonly internalPort: number
  /** Sends everybody away (4503), waits for them at most two seconds, then closes. */
  stop(): Promise<void>
}

/** @throws the system's error when a port cannot be had. */
export async function startRelay(options: RelayOptions, ports: RelayPorts): Promise<RunningRelay> {
  const { clock, log } = ports
  const secret = Buffer.from(ports.randomBytes(32)).toString('base64url')
  const relayId = relayIdOf(secret, clock.wallMs())
  const api = createApiClient(options, ports, { relayId, secret })
  const departures = startDepartures(api, ports)
  const tickets = new PublishTickets(ports)
  const hub = new Hub(ports, api, tickets)
  const transfers = new Transfers(ports, tickets)
  const stopping = new AbortController()
  const isDraining = () => stopping.signal.aborted
  const open = new Set<WebSocket>()

  const admit = makeAdmission({ ports, api, hub, tickets, departures })
  const opened: Admission = (path, ws, socket, settled) => {
    open.add(ws)
    ws.once('close', () => open.delete(ws))
    admit(path, ws, socket, settled)
  }
  const { allowedOrigins, trustedProxies } = options
  const publicServer = createPublicServer({ allowedOrigins, trustedProxies, ports, isDraining, opened })
  const internalServer = createInternalServer(internalRoutes(hub, transfers, isDraining), options.relayKey)
  const port = await listen(publicServer, options.host, options.port)
  const internalPort = await listen(internalServer, options.internalHost, options.internalPort)

  const handlers = {
    changed: (change: RelayChange) => {
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
  }))
  log.info({ port, internalPort }, 'relay ready')

  const within = async (work: Promise<unknown>, mostMs: number) => {
    const patience = new AbortController()
    await Promise.race([work, clock.sleep(mostMs, patience.signal).catch(() => {})])
    patience.abort()
  }
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
    await within(closed, limits.drainMs)
    publicServer.closeAllConnections()
    await within(departures.stop(), limits.announceDrainMs)
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
