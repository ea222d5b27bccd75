import type { Network, SocketHandlers } from '../../platform/network.ts'
import type { RtspServerRequest } from '../rtsp/message.ts'
import { RtspParser } from '../rtsp/parser.ts'

export interface MemoryPeer {
  /** Bytes to the client. */
  send(bytes: Uint8Array): void
  hangUp(): void
  isOpen(): boolean
}

/** A network of one server that lives in this process: every connection is answered by `serve`. */
export function memoryNetwork(serve: (request: RtspServerRequest, peer: MemoryPeer) => void): Network {
  return {
    resolve: async () => ['10.0.0.1'],
    ownAddresses: () => [],
    bindUdpPair: async () => ({ rtpPort: 5000, sendRtp: () => {}, sendRtcp: () => {}, close: () => {} }),
    connect: async (_options, handlers: SocketHandlers) => {
      let isOpen = true
      const close = () => {
        if (!isOpen) return
        isOpen = false
        queueMicrotask(() => handlers.closed(null))
      }
      const peer: MemoryPeer = {
        send: bytes => queueMicrotask(() => isOpen && handlers.data(bytes)),
        hangUp: () => queueMicrotask(close),
        isOpen: () => isOpen,
      }
      const parser = new RtspParser({
        message: message => message.kind === 'request' && serve(message, peer),
        frame: () => {},
      })
      const write = (bytes: Uint8Array | string) => isOpen && parser.push(Buffer.from(bytes as string))
      return {
        localAddress: '10.0.0.2',
        remoteAddress: '10.0.0.1',
        certificate: null,
        pendingBytes: 0,
        write,
        destroy: close,
      }
    },
  }
}
