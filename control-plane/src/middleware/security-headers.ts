import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './env.ts'

/** `connect-src` names web sockets in full: 'self' does not cover them in every browser. */
function contentSecurityPolicy(host: string | undefined, secure: boolean): string {
  const safeHost = host && /^[\w.:[\]-]{1,255}$/.test(host) ? host : null
  const sockets = safeHost ? (secure ? ` wss://${safeHost}` : ` ws://${safeHost} wss://${safeHost}`) : ''
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    `connect-src 'self'${sockets}`,
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

/**
 * On every answer, errors included (R101, R102).
 * @param mediaOrigins other origins from which recordings are fetched: the archive's, where it is S3.
 * @param relayOrigins `ws(s)://` origins of relays that are not at the page's own.
 */
export const securityHeaders = (
  secure: boolean,
  mediaOrigins: readonly string[] = [],
  relayOrigins: readonly string[] = [],
) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await next()
    const { headers } = c.res
    for (const [name, value] of Object.entries(fixed)) headers.set(name, value)
    const policy = contentSecurityPolicy(c.req.header('host'), secure)
    const more = (origins: readonly string[]) => origins.map(origin => ` ${origin}`).join('')
    headers.set(
      'content-security-policy',
      policy
        .replace("media-src 'self' blob:", directive => directive + more(mediaOrigins))
        .replace("connect-src 'self'", directive => directive + more([...mediaOrigins, ...relayOrigins])),
    )
    if (secure) headers.set('strict-transport-security', 'max-age=31536000')
    if (c.req.path.startsWith('/api/') && !headers.has('cache-control')) headers.set('cache-control', 'no-store')
  })
