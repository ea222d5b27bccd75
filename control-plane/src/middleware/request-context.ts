import { createMiddleware } from 'hono/factory'
import type { BaseContext } from '../context/context.ts'
import { clientAddress, type parseCidr } from '../platform/client-address.ts'
import type { AppEnv } from './env.ts'

/** Asked every few seconds, and nothing to be learned from it. */
const quiet = new Set(['/healthz', '/internal/relay/announce'])

/** First of all: gives the request its id and its address, and writes one line when it is answered. */
export const requestContext = (
  foundation: Omit<BaseContext, 'origin'>,
  trustedProxies: readonly ReturnType<typeof parseCidr>[],
) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const startedMs = foundation.clock.monotonicMs()
    const requestId = foundation.ids.next()
    const peer = c.env?.incoming?.socket.remoteAddress ?? 'unknown'
    const log = foundation.log.child({ requestId })
    c.set('base', {
      ...foundation,
      log,
      origin: {
        requestId,
        clientAddress: clientAddress(peer, c.req.header('x-forwarded-for'), trustedProxies),
        userAgent: (c.req.header('user-agent') ?? '').slice(0, 300),
      },
    })
    await next()
    c.res.headers.set('x-request-id', requestId)
    // The path without its query: tickets and signatures travel in queries.
    const line = { method: c.req.method, path: c.req.path, status: c.res.status }
    const level = quiet.has(c.req.path) ? 'debug' : 'info'
    log[level]({ ...line, ms: Math.round(foundation.clock.monotonicMs() - startedMs) }, 'request')
  })
