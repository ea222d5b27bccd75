import type { Duplex } from 'node:stream'
import { closeCodes } from '@nightjar/shared/live/stream-head.ts'
import { after, type Clock } from '@nightjar/shared/platform/clock.ts'
import type { RawData, WebSocket } from 'ws'
import type { z } from 'zod'
import { limits } from './limits.ts'

interface HelloOptions<Hello> {
  readonly clock: Clock
  readonly schema: z.ZodType<Hello>
  /** Called during the delivery of the message, so that whoever takes over hears the very next one. */
  admitted(hello: Hello): void
  /** Called once whatever becomes of the socket: it no longer counts as pending. */
  settled(): void
}

/**
 * Waits for the first message of a fresh socket, which must be a ticket in JSON. Until then the peer is nobody: it has
 * three seconds and a few kilobytes.
 */
export function awaitHello<Hello>(ws: WebSocket, socket: Duplex, options: HelloOptions<Hello>): void {
  let isPending = true
  let received = 0
  const settle = () => {
    if (!isPending) return false
    isPending = false
    stopTimer()
    socket.off('data', count)
    ws.off('message', onMessage)
    ws.off('close', settle)
    options.settled()
    return true
  }
  const refuse = () => {
    if (settle()) closeSoon(ws, options.clock, closeCodes.badTicket, 'ticket')
  }
  // ws buffers a message until it is whole, up to an access unit on /publish: too much to lend to a stranger.
  const count = (chunk: Buffer) => {
    received += chunk.byteLength
    if (isPending && received > limits.helloBytes && settle()) ws.terminate()
  }
  const onMessage = (data: RawData, isBinary: boolean) => {
    const hello = isBinary ? null : parseHello(data as Buffer, options.schema)
    if (hello === null) return refuse()
    if (settle()) options.admitted(hello)
  }
  const stopTimer = after(options.clock, limits.helloMs, refuse)
  socket.on('data', count)
  ws.on('message', onMessage)
  ws.on('close', settle)
}

function parseHello<Hello>(data: Buffer, schema: z.ZodType<Hello>): Hello | null {
  if (data.byteLength > limits.inboundBytes) return null
  try {
    return schema.safeParse(JSON.parse(data.toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

/** Closes with a code and cuts the line soon after, because the close frame may sit behind pictures nobody reads. */
export function closeSoon(ws: WebSocket, clock: Clock, code: number, reason: string): void {
  ws.close(code, reason)
  const cancel = after(clock, limits.closeGraceMs, () => ws.terminate())
  ws.once('close', cancel)
}
