import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { WebSocket } from 'ws'

const everyMs = 15_000

/**
 * Pings the peer and cuts the line when a whole interval brought nothing from it. `isExcused` says that our ping may
 * still be stuck behind other bytes, so that silence proves nothing.
 */
export function keepAlive(ws: WebSocket, clock: Clock, isExcused: () => boolean): void {
  let isHeard = true
  const heard = () => {
    isHeard = true
  }
  ws.on('pong', heard)
  ws.on('message', heard)
  const stop = clock.every(everyMs, () => {
    if (!isHeard && !isExcused()) return ws.terminate()
    isHeard = false
    if (ws.readyState === ws.OPEN) ws.ping()
  })
  ws.once('close', stop)
}
