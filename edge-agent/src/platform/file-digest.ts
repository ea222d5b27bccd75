import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** Reads a file once; SHA-256 in hex and MD5 in base64 (for `Content-MD5`, which S3 servers check). */
export async function fileDigests(path: string): Promise<{ sha256: string; md5: string; byteLength: number }> {
  const sha256 = createHash('sha256')
  const md5 = createHash('md5')
  let byteLength = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    sha256.update(chunk as Buffer)
    md5.update(chunk as Buffer)
    byteLength += (chunk as Buffer).length
  }
  return { sha256: sha256.digest('hex'), md5: md5.digest('base64'), byteLength }
}
