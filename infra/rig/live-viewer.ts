import type { LiveTicket } from '@nightjar/shared/api/live.ts'
import { wireType } from '@nightjar/shared/live/wire.ts'
import { WebSocket } from 'ws'
import type { ApiClient } from './api-client.ts'

export interface LiveViewer {
  /** Pictures since it began to watch, over all connections. */
  readonly pictures: number
  stop(): void
}

const retryMs = 500

/** Somebody who keeps watching: a connection that ends is followed by another with a new ticket. */
export function watchLive(api: ApiClient, cameraId: string): LiveViewer {
  let pictures = 0
  let socket: WebSocket | null = null
  let isOver = false

  async function connect(): Promise<void> {
    const { ticket, url } = await api.post<LiveTicket>('/api/v1/live/tickets', { cameraId })
    const opened = new WebSocket(url, { origin: api.origin })
    socket = opened
    opened.on('error', () => {})
    opened.on('open', () => opened.send(JSON.stringify({ ticket })))
    opened.on('message', (data: Buffer) => {
      if (data[0] === wireType.video) pictures++
    })
    opened.on('close', again)
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
      return pictures
    },
    stop() {
      isOver = true
      socket?.terminate()
    },
  }
}
