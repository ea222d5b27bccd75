/** Where to go after signing in: a path of this page only, never another site's address. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/'
  return next.startsWith('/login') || next.startsWith('/setup') ? '/' : next
}
