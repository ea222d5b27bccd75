import { createHash } from 'node:crypto'

/** Reads a stream to its end: length in bytes and SHA-256 in hex. */
export async function digestOf(body: ReadableStream<Uint8Array>): Promise<{ byteLength: number; sha256: string }> {
  const digest = createHash('sha256')
  let byteLength = 0
  for await (const chunk of body) {
    byteLength += chunk.byteLength
    digest.update(chunk)
  }
  return { byteLength, sha256: digest.digest('hex') }
}
