/** Any origin that is not another site's. */
const here = 'http://here.invalid'

/** Where to go after signing in: a path of this page only, never another site's address, however it is spelt. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !next.startsWith('/')) return '/'
  if (!URL.canParse(next, here) || new URL(next, here).origin !== here) return '/'
  return next.startsWith('/login') || next.startsWith('/setup') ? '/' : next
}
