import { isIP } from 'node:net'
import { AppError } from '@nightjar/shared/errors/app-error.ts'

export interface OriginRule {
  /** Exact origins from configuration; where there is one, nothing else passes. */
  readonly allowed: readonly string[]
  /** PUBLIC_ORIGIN is https: cookies are Secure and named `__Host-`. */
  readonly secure: boolean
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Without configuration: the page's own host, where that is an IP address or localhost. An attacker's name that is made
 * to point here (DNS rebinding) is a name, so it does not pass, while a phone that opens http://192.168.1.20:8080 does.
 */
function isOwnLiteralHost(origin: string, host: string | null): boolean {
  if (!host || !URL.canParse(origin)) return false
  const { protocol, host: originHost, hostname } = new URL(origin)
  if (protocol !== 'http:' || originHost !== host.toLowerCase()) return false
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(bare) !== 0 || bare === 'localhost'
}

export function isAllowedOrigin(origin: string, host: string | null, rule: OriginRule): boolean {
  if (rule.allowed.length > 0) return rule.allowed.includes(origin)
  return isOwnLiteralHost(origin, host)
}

/**
 * Refuses changes that another site's page makes a browser send, whatever their content type. A browser names its page
 * in Origin or Sec-Fetch-Site on every such request; where both are absent, it is no browser, and a script that holds
 * a cookie holds it by its owner's will.
 * @throws AppError `auth.cross-site`
 */
export function checkOrigin(request: Request, rule: OriginRule): void {
  if (safeMethods.has(request.method)) return
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') throw new AppError('auth.cross-site')
  if (origin === null) return
  if (isAllowedOrigin(origin, request.headers.get('host'), rule)) return
  throw new AppError('auth.cross-site', {
    ...(rule.allowed.length === 0 && {
      message: 'Open Nightjar at its IP address or at localhost, or set PUBLIC_ORIGIN to the address in use.',
    }),
    detail: `origin ${origin.slice(0, 200)}`,
  })
}
