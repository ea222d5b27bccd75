import type { IncomingMessage } from 'node:http'
import { addressBucket, type Cidr, clientAddress } from './client-address.ts'

/** The client's address behind a request, by the rule of {@link clientAddress}; `unknown` where the socket is gone. */
export const clientOf = (request: IncomingMessage, trusted: readonly Cidr[]): string => {
  const forwarded = request.headers['x-forwarded-for']
  return clientAddress(
    request.socket.remoteAddress ?? 'unknown',
    Array.isArray(forwarded) ? forwarded.join() : forwarded,
    trusted,
  )
}

/** {@link clientOf}, as limits count it. */
export const bucketOf = (request: IncomingMessage, trusted: readonly Cidr[]): string =>
  addressBucket(clientOf(request, trusted))
