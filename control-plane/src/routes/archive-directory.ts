import type { Handler, Context as HonoContext } from 'hono'
import { DirectoryStore } from '../archive/directory/directory-store.ts'
import { serveObject } from '../archive/directory/serve-object.ts'
import type { Register } from '../http/register.ts'
import type { AppEnv } from '../middleware/env.ts'
import type { AppParts } from './parts.ts'

/** The objects of a directory archive, at the addresses that it signed. An S3 archive has its own server. */
export function archiveDirectoryRoutes({ raw }: Register, { archive }: AppParts): void {
  if (!(archive instanceof DirectoryStore)) return
  const serve: Handler<AppEnv> = c => serveObject(archive, c.req.raw, targetOf(c))
  raw('get', '/archive/*', 'signed-url', serve)
  raw('put', '/archive/*', 'signed-url', serve)
}

/** As it came; without a server around the application, as the request has it. */
const targetOf = ({ env, req }: HonoContext<AppEnv>): string =>
  env.incoming?.url ?? req.raw.url.slice(new URL(req.raw.url).origin.length)
