import type { Socket } from 'node:net'
import type { LiveStream } from '../media/live-stream.ts'
import { answer } from './answer.ts'
import { type Credentials, createAuthentication } from './authentication.ts'
import { type Conversation, sessionOf } from './conversation.ts'
import { createRequestReader, type Request } from './request.ts'
import { formatResponse, type Response } from './response.ts'
import { sessionTimeoutSeconds } from './session.ts'

export interface ConnectionContext {
  readonly streams: ReadonlyMap<string, LiveStream>
  readonly credentials: () => Credentials | null
}

/** Serves one RTSP connection until it closes; its sessions end with it. */
export function serveConnection(socket: Socket, context: ConnectionContext): void {
  let lastAlive = performance.now()
  const alive = (): void => {
    lastAlive = performance.now()
  }
  const conversation: Conversation = {
    socket,
    streams: context.streams,
    authentication: createAuthentication(context.credentials),
    sessions: new Map(),
    alive,
    hasUdp: false,
  }
  const reader = createRequestReader(alive)
  let queue = Promise.resolve()

  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.on('data', bytes => {
    alive()
    try {
      // In order, although SETUP waits for ports.
      for (const request of reader.push(bytes)) queue = queue.then(() => reply(request, conversation))
    } catch {
      socket.destroy()
    }
  })
  const watch = setInterval(() => {
    const silentMs = performance.now() - lastAlive
    if (conversation.hasUdp && silentMs > (sessionTimeoutSeconds + 5) * 1000) socket.destroy()
  }, 5_000)
  socket.on('close', () => {
    clearInterval(watch)
    for (const session of conversation.sessions.values()) session.close()
    conversation.sessions.clear()
  })
}

async function reply(request: Request, conversation: Conversation): Promise<void> {
  const { socket } = conversation
  const response = await answer(request, conversation).catch((): Response => ({ status: 500 }))
  if (socket.destroyed) return
  socket.write(formatResponse(request, response))
  // After the answer: some clients take media before it for garbage.
  if (request.method === 'PLAY' && response.status === 200) sessionOf(request, conversation)?.play()
}
