import type { Duplex } from 'node:stream'

/** Destroys the socket when nothing moved on it for `ms`; a later call replaces the time. Other streams are left alone. */
export function cutWhenIdle(socket: Duplex & { setTimeout?: (ms: number) => unknown }, ms: number): void {
  if (!socket.setTimeout) return
  if (socket.listenerCount('timeout') === 0) socket.on('timeout', () => socket.destroy())
  socket.setTimeout(ms)
}
