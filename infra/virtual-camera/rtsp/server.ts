import { createServer, type Server, type Socket } from 'node:net'
import { type ConnectionContext, serveConnection } from './connection.ts'

export interface RtspServer {
  readonly port: number
  readonly connections: number
  dropConnections(): void
  /** New connections meet a closed port until `accept`; those that stand go on. */
  refuse(): Promise<void>
  /** @throws Error when the port was taken in the meantime. */
  accept(): Promise<void>
  close(): Promise<void>
}

/** @throws Error (EADDRINUSE and kin) when it cannot listen. */
export async function startRtspServer(host: string, port: number, context: ConnectionContext): Promise<RtspServer> {
  const sockets = new Set<Socket>()
  const open = (on: number): Promise<Server> =>
    new Promise((resolve, reject) => {
      const server = createServer(socket => {
        sockets.add(socket)
        socket.on('close', () => sockets.delete(socket))
        serveConnection(socket, context)
      })
      server.once('error', reject)
      server.listen(on, host, () => resolve(server))
    })

  let server: Server | null = await open(port)
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  const dropConnections = (): void => {
    for (const socket of sockets) socket.destroy()
  }

  return {
    port: bound,
    get connections() {
      return sockets.size
    },
    dropConnections,
    async refuse() {
      server?.close()
      server = null
    },
    async accept() {
      server ??= await open(bound)
    },
    async close() {
      dropConnections()
      const closing = server
      server = null
      if (closing) await new Promise<void>(resolve => closing.close(() => resolve()))
    },
  }
}
