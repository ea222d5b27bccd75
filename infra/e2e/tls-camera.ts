import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'

export interface TlsCamera {
  readonly port: number
  /** Bytes that came through TLS since the identity was set. */
  received(): number
  /** From now on it answers with this key; who is connected is cut off. */
  become(identity: { readonly key: string; readonly cert: string }): void
  close(): Promise<void>
}

/** A camera behind TLS: what comes in is handed to a plain one on this machine. */
export async function startTlsCamera(
  plainPort: number,
  identity: { readonly key: string; readonly cert: string },
): Promise<TlsCamera> {
  const open = new Set<Socket>()
  let bytes = 0
  const server = createServer(identity, inside => {
    const plain = connect(plainPort, '127.0.0.1')
    inside.on('data', chunk => {
      bytes += chunk.length
    })
    inside.pipe(plain).pipe(inside)
    for (const [one, other] of [
      [inside, plain],
      [plain, inside],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  server.on('tlsClientError', () => {})
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as { port: number }).port,
    received: () => bytes,
    become(next) {
      server.setSecureContext(next)
      cut()
      bytes = 0
    },
    async close() {
      const closed = once(server.close(), 'close')
      cut()
      await closed
    },
  }
}
