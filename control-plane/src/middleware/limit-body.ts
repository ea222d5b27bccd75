import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './env.ts'

/**
 * Refuses bodies over a length, announced or not. Hono's own builds a new Request out of the server's, which is none
 * that Node's class takes: every request without Content-Length, also a DELETE without a body, would fail by it.
 * @param isExempt asked with the path that routes are chosen by, so that no spelling is one path here and another there.
 */
export const limitBody = (maxBytes: number, isExempt: (request: { path: string }) => boolean = () => false) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const request = c.req.raw
    if (isExempt(c.req)) return next()
    if (request.method === 'GET' || request.method === 'HEAD' || !request.body) return next()
    const announced = request.headers.get('content-length')
    // With both headers the length means nothing (RFC 9112 6.3).
    if (announced !== null && !request.headers.has('transfer-encoding')) {
      if (Number(announced) > maxBytes) throw new AppError('input.too-large')
      return next()
    }
    const { url, method, headers, signal } = request
    const body = await readUpTo(request.body, maxBytes)
    c.req.raw = new Request(url, { method, headers, signal, ...(body.byteLength > 0 && { body }) })
    return next()
  })

async function readUpTo(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.byteLength
    if (length > maxBytes) throw new AppError('input.too-large')
    chunks.push(chunk)
  }
  return Uint8Array.from(Buffer.concat(chunks))
}
