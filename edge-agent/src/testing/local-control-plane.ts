import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { createControlPlaneApi } from '../api/control-plane-api.ts'
import { createServerClock } from '../api/server-clock.ts'

export interface Asked {
  /** Such as `POST /api/v1/agents/token`. */
  readonly what: string
  readonly etag: string | undefined
  readonly json: unknown
}

export interface Answer {
  readonly status?: number
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** HTTP on loopback that answers as a test says, and the agent's real client to it. */
export async function localControlPlane(
  t: { after(stop: () => void): void },
  clock: Clock,
  answer: (asked: Asked) => Answer | Promise<Answer>,
) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    const text = Buffer.concat(chunks).toString('utf8')
    const one: Asked = {
      what: `${request.method} ${request.url}`,
      etag: request.headers['if-none-match'],
      json: text === '' ? null : JSON.parse(text),
    }
    asked.push(one)
    const { status = 200, json, headers = {} } = await answer(one)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(json === undefined ? undefined : JSON.stringify(json))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const serverClock = createServerClock(clock)
  return { origin, asked, serverClock, api: createControlPlaneApi(origin, clock, serverClock) }
}

/** The body by which the control plane refuses. */
export const problem = (status: number, code: string): Answer => ({
  status,
  json: { type: 'about:blank', title: code, status, detail: `Refused: ${code}.`, code, requestId: 'test' },
})
