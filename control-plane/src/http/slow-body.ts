import type { IncomingMessage } from 'node:http'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { announcesBody } from '../platform/guard-connections.ts'

/** A request's body must be there by then, ms; only of a known sender may it take as long as its line needs. */
const bodyMs = 60_000

/**
 * Cuts a body that trickles in: it would hold its connection for a quarter of an hour, and nobody has said yet who sends
 * it. No path is looked at: whoever answers a path knows its sender first, and then stops this.
 * @returns stops it.
 */
export function cutSlowBody(request: IncomingMessage, clock: Clock): () => void {
  if (!announcesBody(request)) return () => undefined
  const over = new AbortController()
  request.once('close', () => over.abort())
  clock.sleep(bodyMs, over.signal).then(
    () => void (request.complete || request.destroy()),
    () => undefined,
  )
  return () => over.abort()
}
