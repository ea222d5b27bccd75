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

interface Pair {
  readonly near: Socket
  readonly far: Socket
}

interface Link {
  readonly pairs: Set<Pair>
  state: LinkState
  bytesUp: number
  bytesDown: number
}

/** Lets two sockets speak with each other as the link's state allows. */
function join(pair: Pair, link: Link): void {
  const { near, far } = pair
  link.pairs.add(pair)
  for (const [socket, other] of [
    [near, far],
    [far, near],
  ] as const) {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    // While silent the end of one side does not reach the other, as with a cable that was pulled.
    socket.on('end', () => link.state === 'silent' || other.end())
    socket.on('close', () => {
      if (link.state === 'silent') return
      link.pairs.delete(pair)
      near.destroy()
      far.destroy()
    })
    socket.on('data', chunk => {
      if (socket === near) link.bytesUp += chunk.length
      else link.bytesDown += chunk.length
      if (other.write(chunk) || other.destroyed) return
      socket.pause()
      other.once('drain', () => link.state === 'silent' || socket.resume())
    })
  }
  if (link.state === 'silent') hold(pair)
}

function hold({ near, far }: Pair): void {
  near.pause()
  far.pause()
}

/** A loopback TCP link that can be cut. Nothing waits in it: a silent link keeps what its sockets' buffers hold. */
export async function startLinkProxy(targetPort: number, targetHost = '127.0.0.1'): Promise<LinkProxy> {
  const link: Link = { pairs: new Set(), state: 'open', bytesUp: 0, bytesDown: 0 }
  const { pairs } = link

  const listen = async (port: number): Promise<Server> => {
    const server = createServer({ allowHalfOpen: true }, near =>
      join({ near, far: connect(targetPort, targetHost) }, link),
    )
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
      return link.state
    },
    get connections() {
      return pairs.size
    },
    get bytesUp() {
      return link.bytesUp
    },
    get bytesDown() {
      return link.bytesDown
    },
    async set(next) {
      link.state = next
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
      link.state = 'closed'
      destroyAll(socket => socket.destroy())
      const closing = server
      server = null
      if (closing) await new Promise<void>(resolve => closing.close(() => resolve()))
    },
  }
}
