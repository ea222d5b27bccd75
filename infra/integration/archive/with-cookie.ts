import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'

/** What the proxy itself answers at a path. */
export interface Page {
  readonly type: string
  readonly body: string
}

/**
 * Adds the viewer's cookie to every request, for players that send none or only with the first one. `pages` are
 * answered by the proxy, so that a browser finds player and recordings at one origin.
 */
export async function withCookie(origin: string, cookie: string, pages: Readonly<Record<string, Page>> = {}) {
  const server = createServer(async (request, reply) => {
    const page = pages[request.url ?? '/']
    if (page) return reply.writeHead(200, { 'content-type': page.type }).end(page.body)
    const range = request.headers.range
    const headers = { cookie, ...(range === undefined ? {} : { range }) }
    const answer = await fetch(new URL(request.url ?? '/', origin), { headers })
    const passed = ['content-type', 'content-length', 'content-range'].filter(name => answer.headers.has(name))
    reply.writeHead(answer.status, Object.fromEntries(passed.map(name => [name, answer.headers.get(name)!])))
    if (!answer.body) return reply.end()
    // A player that leaves ends the request behind it; that is no failure of the test.
    return Readable.fromWeb(answer.body as ReadableStream)
      .on('error', () => reply.destroy())
      .pipe(reply)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    server.close()
  }
  return { origin: `http://127.0.0.1:${port}`, close }
}
