import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { WebSocket } from 'ws'
import type { Disk } from '../platform/disk.ts'

const chunkBytes = 128 * 1024
/** More than this unsent: the uplink is behind, wait for it. */
const maxBufferedBytes = 1024 * 1024
const connectTimeoutMs = 10_000

/**
 * Pushes bytes [offset, offset + length) of a stored file to a relay, which hands them to the one who asked. A viewer
 * who leaves closes the socket; that ends the sending without an error.
 *
 * @throws AppError media.gone where the file is not there, live.unavailable where the relay cannot be reached.
 */
export async function sendSegment(options: {
  disk: Disk
  path: string
  offset: number
  length: number
  relayUrl: string
  publishTicket: string
}): Promise<void> {
  const file = await options.disk.open(options.path, 'read').catch(cause => {
    throw new AppError('media.gone', { detail: 'segment file cannot be opened', cause })
  })
  try {
    const socket = await connect(options.relayUrl)
    try {
      socket.send(JSON.stringify({ publishTicket: options.publishTicket }))
      let position = options.offset
      const end = options.offset + options.length
      while (position < end && socket.readyState === WebSocket.OPEN) {
        const chunk = new Uint8Array(Math.min(chunkBytes, end - position))
        const read = await file.read(chunk, position)
        if (read === 0) throw new AppError('media.gone', { detail: 'segment file is shorter than its manifest' })
        await send(socket, chunk.subarray(0, read))
        position += read
      }
      socket.close(position >= end ? 1000 : 1001)
    } catch (error) {
      socket.close(1011)
      throw error
    }
  } finally {
    await file.close()
  }
}

function connect(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: connectTimeoutMs })
    socket.once('open', () => {
      // From here on a broken connection shows as a closed socket to the sender above.
      socket.on('error', () => undefined)
      resolve(socket)
    })
    socket.once('error', cause => reject(new AppError('live.unavailable', { detail: cause.message, cause })))
  })
}

/** Resolves when the chunk was taken and not too much waits. */
function send(socket: WebSocket, chunk: Uint8Array): Promise<void> {
  return new Promise(resolve => {
    const taken = () => resolve()
    socket.send(chunk, socket.bufferedAmount > maxBufferedBytes ? taken : () => undefined)
    if (socket.bufferedAmount <= maxBufferedBytes) resolve()
  })
}
