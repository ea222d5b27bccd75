import type { Duplex } from 'node:stream'
import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import { publishHelloSchema, viewerHelloSchema } from '@nightjar/shared/live/relay-api.ts'
import { closeCodes } from '@nightjar/shared/live/stream-head.ts'
import type { WebSocket } from 'ws'
import type { ApiClient } from './api-client.ts'
import type { Departures } from './departures.ts'
import { awaitHello, closeSoon } from './hello.ts'
import type { Hub } from './hub.ts'
import { limitInbound } from './inbound.ts'
import { keepAlive } from './keep-alive.ts'
import type { RelayPorts } from './ports.ts'
import type { PublishTickets } from './publish-tickets.ts'
import { Viewer } from './viewer.ts'

interface AdmissionContext {
  readonly ports: Pick<RelayPorts, 'clock' | 'log'>
  readonly api: Pick<ApiClient, 'redeem'>
  readonly hub: Hub
  readonly tickets: PublishTickets
  readonly departures: Pick<Departures, 'gone'>
}

/** Takes an open socket on one of the two paths; `settled` is called when it has said who it is, or is closed. */
export type Admission = (path: '/live' | '/publish', ws: WebSocket, socket: Duplex, settled: () => void) => void

/** The door: a socket is nobody's before its first message has shown a ticket that is good. */
export function makeAdmission({ ports, api, hub, tickets, departures }: AdmissionContext): Admission {
  const { clock, log } = ports

  const admitViewer = async (ws: WebSocket, socket: Duplex, ticket: string) => {
    limitInbound(ws, clock)
    const grant = await api.redeem(ticket)
    if (ws.readyState === ws.CLOSED) return departures.gone(grant.viewerId)
    ws.once('close', () => departures.gone(grant.viewerId))
    if (ws.readyState !== ws.OPEN) return
    const viewer = new Viewer(ws, socket, grant, clock)
    ws.once('close', () => hub.leave(viewer))
    keepAlive(ws, clock, () => viewer.queuedBytes > 0)
    hub.admit(viewer)
  }
  const refuseViewer = (ws: WebSocket, error: unknown) => {
    const { code, detail } = toAppError(error)
    log.info({ code, detail }, 'viewer refused')
    if (code === 'auth.forbidden') closeSoon(ws, clock, closeCodes.badTicket, 'ticket')
    else closeSoon(ws, clock, closeCodes.streamGone, code)
  }
  const admitPublisher = (ws: WebSocket, socket: Duplex, ticket: string) => {
    if (!tickets.redeem(ticket, { ws, socket })) closeSoon(ws, clock, closeCodes.badTicket, 'ticket')
  }

  return (path, ws, socket, settled) => {
    if (path === '/publish') {
      const admitted = (hello: { publishTicket: string }) => admitPublisher(ws, socket, hello.publishTicket)
      return awaitHello(ws, socket, { clock, schema: publishHelloSchema, settled, admitted })
    }
    const admitted = (hello: { ticket: string }) =>
      void admitViewer(ws, socket, hello.ticket).catch(error => refuseViewer(ws, error))
    awaitHello(ws, socket, { clock, schema: viewerHelloSchema, settled, admitted })
  }
}
