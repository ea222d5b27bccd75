import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** Takes one HTTP upgrade request. Owns the socket from the call on; an error listener is attached already. Must not throw. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void
