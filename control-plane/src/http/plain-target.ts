/** `http://host/path` is a target too (RFC 9112 3.2.2); of it only the path counts. */
const origin = /^https?:\/\/[^/?#]*/i
/** Unreserved characters (RFC 3986 2.3) and those that would make another path out of one when they are decoded. */
const decodesToOther = /^[A-Za-z0-9._~\-/\\%]$|^\p{Cc}$/u

/**
 * Whether a request target's path is spelt in the one way that needs no normalising (RFC 3986 6.2.2): no dot segments,
 * no empty segments, no backslash, nothing encoded that need not be, nothing that is no URI. A proxy, the router and our
 * own rules read such a path alike; every other is answered with 400 before anything looks at it.
 */
export function isPlainTarget(target: string): boolean {
  const path = target.replace(origin, '').split('?', 1)[0] ?? ''
  if (!/^\/[\x21-\x7e]*$/.test(path) && path !== '') return false
  if (path === '' && !origin.test(target)) return false
  if (/\/\/|\\|#|\/\.{1,2}(\/|$)/.test(path)) return false
  return [...path.matchAll(/%(.{0,2})/g)].every(([, hex = '']) => {
    if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return false
    return !decodesToOther.test(String.fromCharCode(Number.parseInt(hex, 16)))
  })
}
