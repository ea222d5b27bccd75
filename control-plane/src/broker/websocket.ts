import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { bareAnswer } from '../platform/bare-answer.ts'
import type { Cidr } from '../platform/client-address.ts'
import { bucketOf } from '../platform/client-request.ts'
import type { Broker } from './broker.ts'

/** MQTT over WebSocket (MQTT 5 6): binary frames, subprotocol `mqtt`. */
export function mqttUpgrade(
  broker: Pick<Broker, 'accept'>,
  trustedProxies: readonly Cidr[] = [],
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    // One frame may hold several packets; the broker bounds each packet by itself.
    maxPayload: 1024 * 1024,
    handleProtocols: protocols => (protocols.has('mqtt') ? 'mqtt' : false),
  })
  server.on('wsClientError', (_error, socket) => socket.end(bareAnswer('400 Bad Request'), () => socket.destroy()))
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    server.handleUpgrade(request, socket, head, webSocket => {
      webSocket.on('error', () => webSocket.terminate())
      broker.accept(createWebSocketStream(webSocket), bucketOf(request, trustedProxies), request)
    })
  }
}
