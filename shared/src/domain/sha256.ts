import { createHash } from 'node:crypto'

/** SHA-256 in lower-case hex. Not for the web app: the one file of shared that needs Node. */
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
