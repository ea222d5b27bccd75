import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { WebSocket } from 'ws'
import { closeSoon } from './hello.ts'
import { limits } from './limits.ts'

/** A viewer has nothing to say after its ticket. What it says is not read, and a chatterbox is closed. */
export function limitInbound(ws: WebSocket, clock: Clock): void {
  let windowStartMs = clock.monotonicMs()
  let count = 0
  const heard = () => {
    const now = clock.monotonicMs()
    if (now - windowStartMs > limits.inboundWindowMs) {
      windowStartMs = now
      count = 0
    }
    if (++count === limits.inboundMessages) closeSoon(ws, clock, 1008, 'too many messages')
  }
  ws.on('message', heard)
  ws.on('ping', heard)
}
