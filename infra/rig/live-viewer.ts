import type { LiveTicket } from '@nightjar/shared/api/live.ts'
import { wireType } from '@nightjar/shared/live/wire.ts'
import { WebSocket } from 'ws'
import type { ApiClient } from './api-client.ts'

export interface LiveConnection {
  /** Scheme, host and port that the ticket named. */
  readonly relay: string
  readonly pictures: number
  /** Close code; null while it is open. */
  readonly closed: number | null
}

export interface LiveViewer {
  /** Pictures since it began to watch, over all connections. */
  readonly pictures: number
  /** One for each ticket, in their order. */
  readonly connections: readonly LiveConnection[]
  stop(): void
}

const retryMs = 500

/** Somebody who keeps watching: a connection that ends is followed by another with a new ticket. */
export function watchLive(api: ApiClient, cameraId: string): LiveViewer {
  const connections: { relay: string; pictures: number; closed: number | null }[] = []
  let socket: WebSocket | null = null
  let isOver = false

  async function connect(): Promise<void> {
    const { ticket, url } = await api.post<LiveTicket>('/api/v1/live/tickets', { cameraId })
    const connection = { relay: url.replace(/\/live$/, ''), pictures: 0, closed: null as number | null }
    connections.push(connection)
    const opened = new WebSocket(url, { origin: api.origin })
    socket = opened
    opened.on('error', () => {})
    opened.on('open', () => opened.send(JSON.stringify({ ticket })))
    opened.on('message', (data: Buffer) => {
      if (data[0] === wireType.video) connection.pictures++
    })
    opened.on('close', code => {
      connection.closed = code
      again()
    })
  }
  const again = (): void => {
    if (!isOver) setTimeout(start, retryMs)
  }
  const start = (): void => {
    if (!isOver) void connect().catch(again)
  }

  start()
  return {
    get pictures() {
      return connections.reduce((sum, { pictures }) => sum + pictures, 0)
    },
    connections,
    stop() {
      isOver = true
      socket?.terminate()
    },
  }
}
