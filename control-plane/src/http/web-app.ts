import type { Context } from 'hono'
import type { AppEnv } from '../middleware/env.ts'
import type { StaticFile, StaticFiles } from '../platform/static-files.ts'

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Nightjar</title>
<h1>The web app is not built yet</h1><p>Run <code>npm run build</code> in the repository, then load this page again.</p></html>`

/** Never the app's, in any case: a mistyped API address must answer 404, not a page. */
const reserved = /^\/(api|internal|archive|healthz)(\/|$)/i
/** WebSocket endpoints; a person who types one of them into the address bar gets the app, a program its 404. */
const sockets = /^\/(mqtt|live|publish)(\/|$)/

function send(c: Context<AppEnv>, path: string, file: StaticFile): Response {
  const takesBrotli = /\bbr\b/.test(c.req.header('accept-encoding') ?? '')
  const body = file.brotli && takesBrotli ? file.brotli : file.bytes
  const headers = {
    'content-type': file.contentType,
    'content-length': String(body.byteLength),
    vary: 'accept-encoding',
    // Files under /assets carry the hash of their contents in their names.
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(body === file.brotli && { 'content-encoding': 'br' }),
  }
  return c.req.method === 'HEAD' ? c.body(null, 200, headers) : c.body(body, 200, headers)
}

/** The file of the web app at this path; its index page for the app's own addresses; null where there is neither. */
export async function serveWebApp(c: Context<AppEnv>, files: StaticFiles): Promise<Response | null> {
  const { path, method } = c.req
  if ((method !== 'GET' && method !== 'HEAD') || reserved.test(path)) return null
  if (sockets.test(path) && !/\btext\/html\b/.test(c.req.header('accept') ?? '')) return null
  const current = await files.current()
  const file = current.get(path)
  if (file) return send(c, path, file)
  // A path with an extension was meant to be a file.
  if (/\.[a-z0-9]{1,12}$/i.test(path)) return null
  const index = current.get('/index.html')
  if (index) return send(c, '/index.html', index)
  return c.body(notBuilt, 503, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
}
