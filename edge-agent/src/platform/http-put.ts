import { createReadStream } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'

/** No byte moved for this long: the connection is dead. */
const idleTimeoutMs = 30_000

/**
 * Sends a file as the body of a PUT with a known length. Never follows a redirect.
 *
 * @returns the status and the first bytes of the answer (for the log only).
 */
export async function putFile(options: {
  url: URL
  headers: Readonly<Record<string, string>>
  path: string
  byteLength: number
  signal: AbortSignal
}): Promise<{ status: number; excerpt: string }> {
  const send = options.url.protocol === 'https:' ? httpsRequest : httpRequest
  const request = send(options.url, {
    method: 'PUT',
    headers: { ...options.headers, 'content-length': String(options.byteLength) },
    signal: options.signal,
  })
  request.setTimeout(idleTimeoutMs, () => request.destroy(new Error('upload stalled')))
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
  })
  // A server may answer (and close) before it has read the whole body: its answer then counts, not the broken pipe.
  const sent = pipeline(createReadStream(options.path, { end: options.byteLength - 1 }), request)
  const response = await Promise.race([answered, sent.then(() => answered)])
  sent.catch(() => undefined)
  const chunks: Buffer[] = []
  for await (const chunk of response) if (chunks.length < 8) chunks.push(chunk as Buffer)
  return { status: response.statusCode ?? 0, excerpt: Buffer.concat(chunks).toString('utf8').slice(0, 500) }
}
