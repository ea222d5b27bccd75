import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** How a link fares: `open`; `closed` refuses; `silent` takes connections and bytes and passes nothing on. */
export type LinkState = 'open' | 'closed' | 'silent'

export interface LinkProxy {
  readonly port: number
  readonly state: LinkState
  readonly connections: number
  /** Bytes passed on since the start. */
  readonly bytesUp: number
  readonly bytesDown: number
  /** Standing connections stay and share the new state; closing ends them. */
  set(state: LinkState): Promise<void>
  /** Ends the standing connections with RST. */
  reset(): void
  stop(): Promise<void>
}

/** A loopback TCP link that can be cut. Nothing waits in it: a silent link keeps what its sockets' buffers hold. */
export async function startLinkProxy(targetPort: number, targetHost = '127.0.0.1'): Promise<LinkProxy> {
  const pairs = new Set<{ near: Socket; far: Socket }>()
  let state: LinkState = 'open'
  let bytesUp = 0
  let bytesDown = 0

  function accept(near: Socket): void {
    const far = connect(targetPort, targetHost)
    const pair = { near, far }
    pairs.add(pair)
    for (const socket of [near, far]) {
      socket.setNoDelay(true)
      socket.on('error', () => {})
      // While silent the end of one side does not reach the other, as with a cable that was pulled.
      socket.on('end', () => state === 'silent' || (socket === near ? far : near).end())
      socket.on('close', () => {
        if (state === 'silent') return
        pairs.delete(pair)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', chunk => {
      bytesUp += chunk.length
      pass(chunk, near, far)
    })
    far.on('data', chunk => {
      bytesDown += chunk.length
      pass(chunk, far, near)
    })
    if (state === 'silent') hold(pair)
  }

  function pass(chunk: Buffer, from: Socket, to: Socket): void {
    if (to.write(chunk) || to.destroyed) return
    from.pause()
    to.once('drain', () => state === 'silent' || from.resume())
  }

  const hold = ({ near, far }: { near: Socket; far: Socket }): void => {
    near.pause()
    far.pause()
  }

  const listen = async (port: number): Promise<Server> => {
    const server = createServer({ allowHalfOpen: true }, accept)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return server
  }

  let server: Server | null = await listen(0)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const destroyAll = (how: (socket: Socket) => void): void => {
    for (const { near, far } of pairs) {
      how(near)
      how(far)
    }
    pairs.clear()
  }

  return {
    port,
    get state() {
      return state
    },
    get connections() {
      return pairs.size
    },
    get bytesUp() {
      return bytesUp
    },
    get bytesDown() {
      return bytesDown
    },
    async set(next) {
      state = next
      if (next === 'closed') {
        server?.close()
        server = null
        destroyAll(socket => socket.destroy())
        return
      }
      server ??= await listen(port)
      for (const pair of pairs) {
        if (next === 'silent') hold(pair)
        else {
          pair.near.resume()
          pair.far.resume()
        }
      }
    },
    reset: () => destroyAll(socket => socket.resetAndDestroy()),
    async stop() {
      state = 'closed'
      destroyAll(socket => socket.destroy())
      const closing = server
      server = null
      if (closing) await new Promise<void>(resolve => closing.close(() => resolve()))
    },
  }
}
