/** Why a socket was closed; WebSocket close codes of the private range (RFC 6455 7.4.2). */
export const closeCodes = {
  badTicket: 4401,
  rightsChanged: 4403,
  /** The agent or the stream is not there; the reason says which, as an error code. */
  streamGone: 4404,
  /** The viewer could not keep up even at the smallest stream. */
  tooSlow: 4408,
  tooMany: 4429,
  /** The relay is going away; reconnect at once. */
  goAway: 4503,
} as const
