import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Bytes at the end of a picture by which it is known again at the other end. */
const tailBytes = 24

/** The last bytes of a picture, in the RTP payload and in the wire message alike. */
export const tailOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(Math.max(0, bytes.length - tailBytes))).toString('latin1')

/**
 * A TCP proxy in front of an RTSP server (interleaved transport) that notes when the last packet of each picture, the
 * one with the marker bit, passed on its way from the camera.
 */
export async function startMarkerProxy(cameraPort: number) {
  const seenMs = new Map<string, number>()
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const camera = connect(cameraPort, '127.0.0.1')
    const reader = new InterleavedReader(payload => seenMs.set(tailOf(payload), performance.now()))
    for (const socket of [client, camera]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        camera.destroy()
      })
    }
    client.on('data', chunk => camera.write(chunk))
    camera.on('data', chunk => {
      reader.push(chunk)
      client.write(chunk)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    seenMs,
    stop: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Finds `$`-framed RTP (RFC 2326 10.12) between RTSP replies and hands out payloads of packets with the marker bit. */
class InterleavedReader {
  readonly #marked: (payload: Buffer) => void
  #rest: Buffer = Buffer.alloc(0)

  constructor(marked: (payload: Buffer) => void) {
    this.#marked = marked
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    for (let taken = this.#take(bytes); taken > 0; taken = this.#take(bytes)) bytes = bytes.subarray(taken)
    this.#rest = bytes
  }

  /** @returns how many bytes the first message has; 0 when it is not whole yet. */
  #take(bytes: Buffer): number {
    if (bytes.length < 4) return 0
    if (bytes[0] !== 0x24) {
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0) return 0
      const body = /content-length:\s*(\d+)/i.exec(bytes.toString('latin1', 0, end))
      const length = end + 4 + Number(body?.[1] ?? 0)
      return bytes.length < length ? 0 : length
    }
    const length = 4 + bytes.readUInt16BE(2)
    if (bytes.length < length) return 0
    const isRtp = ((bytes[1] ?? 1) & 1) === 0
    // The marker bit of RTP (RFC 3550 5.1); headers here have no extension and no contributing sources.
    if (isRtp && ((bytes[5] ?? 0) & 0x80) !== 0) this.#marked(bytes.subarray(16, length))
    return length
  }
}
