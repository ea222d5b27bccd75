import { WebSocket } from 'ws'

export interface Knock {
  /** HTTP status of a refused upgrade; null where it was accepted. */
  readonly refusedWith: number | null
  /** Messages that came. */
  readonly messages: () => number
  /** The close code, when it is closed. */
  readonly closed: Promise<number>
  end(): void
}

/** Opens a WebSocket, says one thing, and watches what becomes of it. */
export function knock(url: string, origin: string | undefined, hello: unknown): Promise<Knock> {
  const socket = new WebSocket(url, origin === undefined ? {} : { origin })
  let messages = 0
  const closed = new Promise<number>(resolve => socket.on('close', resolve))
  socket.on('message', () => messages++)
  const knocked = (refusedWith: number | null): Knock => ({
    refusedWith,
    messages: () => messages,
    closed,
    end: () => socket.terminate(),
  })
  return new Promise((resolve, reject) => {
    let status: number | null = null
    socket.on('unexpected-response', (request, response) => {
      status = response.statusCode ?? 0
      request.destroy()
      resolve(knocked(status))
    })
    socket.on('error', error => {
      if (status === null) reject(error)
    })
    socket.on('open', () => {
      socket.send(JSON.stringify(hello))
      resolve(knocked(null))
    })
  })
}
