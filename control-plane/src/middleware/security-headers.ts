import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './env.ts'

/** What pages may talk to besides their own server, all of it from the configuration. */
export interface PolicyOrigins {
  /** Under which our pages are open. */
  readonly page: readonly string[]
  /** From which recordings are fetched: the archive's, where it is S3. */
  readonly media: readonly string[]
  /** `ws(s)://` of relays that are not at the page's own. */
  readonly relays: readonly string[]
}

/** A page's own sockets, in full: 'self' does not cover them in every browser. */
const socketsOf = (origin: string): string[] => {
  const { protocol, host } = new URL(origin)
  return protocol === 'https:' ? [`wss://${host}`] : [`ws://${host}`, `wss://${host}`]
}

function contentSecurityPolicy({ page, media, relays }: PolicyOrigins): string {
  const list = (...sources: string[]) => [...new Set(sources)].join(' ')
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    `media-src ${list("'self'", 'blob:', ...media)}`,
    `connect-src ${list("'self'", ...page.flatMap(socketsOf), ...media, ...relays)}`,
    "worker-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
    // The one policy that the build of the web app makes, for its compiled templates.
    'trusted-types nightjar-templates',
  ].join('; ')
}

const fixed = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), interest-cohort=()',
}

/** On every answer, errors included (R101, R102); nothing of it comes from the request. */
export function securityHeaders(secure: boolean, origins: PolicyOrigins) {
  const headersOfAll = {
    ...fixed,
    'content-security-policy': contentSecurityPolicy(origins),
    ...(secure && { 'strict-transport-security': 'max-age=31536000' }),
  }
  return createMiddleware<AppEnv>(async (c, next) => {
    await next()
    const { headers } = c.res
    for (const [name, value] of Object.entries(headersOfAll)) headers.set(name, value)
    if (c.req.path.startsWith('/api/') && !headers.has('cache-control')) headers.set('cache-control', 'no-store')
  })
}
