import { randomBytes } from 'node:crypto'

/** Cryptographic randomness, passed in so that tests can repeat it. */
export interface Random {
  bytes(length: number): Uint8Array<ArrayBuffer>
}

export const systemRandom: Random = {
  // A copy: a small Buffer is a window on Node's shared pool.
  bytes: length => Uint8Array.from(randomBytes(length)),
}

/** 256 random bits, base64url without padding: 43 characters; the form of every token, ticket and session id. */
export const randomToken = (random: Random): string => Buffer.from(random.bytes(32)).toString('base64url')
