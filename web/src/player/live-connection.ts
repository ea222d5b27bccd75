import type { LiveTicket } from '@nightjar/shared/api/live.ts'
import { readWireMessage, type WireMessage } from './wire-message.ts'

interface ConnectionEvents {
  onOpen(): void
  onMessage(message: WireMessage): void
  /** Called once; code 1006 where the network gave no other. */
  onClose(code: number, reason: string): void
}

export type OpenSocket = (url: string) => WebSocket

/** One attempt: a socket to the relay that shows its ticket first. The answer closes it without a further event. */
export function connectLive(ticket: LiveTicket, openSocket: OpenSocket, events: ConnectionEvents): () => void {
  const socket = openSocket(ticket.url)
  let over = false
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => {
    socket.send(JSON.stringify({ ticket: ticket.ticket }))
    events.onOpen()
  }
  socket.onmessage = (event: MessageEvent<ArrayBuffer | string>) => {
    if (over || typeof event.data === 'string') return
    const message = readWireMessage(new Uint8Array(event.data))
    if (message !== null) events.onMessage(message)
  }
  socket.onclose = event => {
    if (over) return
    over = true
    events.onClose(event.code, event.reason)
  }
  return () => {
    over = true
    socket.close()
  }
}
