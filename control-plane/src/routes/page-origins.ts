import type { OriginRule } from '../middleware/check-origin.ts'

/**
 * Under which origins the page may be open whose script asks for bytes, since it must be let in by the server it is
 * redirected to. Empty for everybody who needs no such leave: programs, and browsers that open or save a file.
 */
export function pageOriginsOf(request: Request, rule: OriginRule): readonly string[] {
  const { headers } = request
  if (!isBrowser(headers) || headers.get('sec-fetch-mode') === 'navigate') return []
  // A proxy may have changed Host, so with configured origins any of them can be the page's.
  if (rule.allowed.length > 0) return rule.allowed
  const origin = headers.get('origin') ?? `http://${headers.get('host') ?? ''}`
  return [URL.canParse(origin) ? new URL(origin).origin : origin]
}

/** Over plain HTTP to another machine browsers send neither header of the first kind, but all call themselves Mozilla. */
const isBrowser = (headers: Headers): boolean =>
  headers.has('origin') || headers.has('sec-fetch-site') || /^Mozilla\//.test(headers.get('user-agent') ?? '')
