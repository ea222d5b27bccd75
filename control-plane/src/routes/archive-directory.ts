import type { Context as HonoContext } from 'hono'
import { DirectoryStore } from '../archive/directory/directory-store.ts'
import { serveObject } from '../archive/directory/serve-object.ts'
import { agentOfKey } from '../archive/object-key.ts'
import type { Register } from '../http/register.ts'
import { type AppEnv, baseOf } from '../middleware/env.ts'
import { findActingAgent } from '../services/agent/resolve.ts'
import type { AppParts } from './parts.ts'

/** The objects of a directory archive, at the addresses that it signed. An S3 archive has its own server. */
export function archiveDirectoryRoutes({ raw }: Register, { archive }: AppParts): void {
  if (!(archive instanceof DirectoryStore)) return
  raw('get', '/archive/*', 'signed-url', c => serveObject(archive, c.req.raw, targetOf(c)))
  raw('put', '/archive/*', 'signed-url', c =>
    serveObject(archive, c.req.raw, targetOf(c), {
      known: () => c.env?.vouch?.(),
      mayPut: async key => {
        const agentId = agentOfKey(key)
        return agentId !== null && (await findActingAgent(baseOf(c).db, agentId)) !== null
      },
    }),
  )
}

/** As it came; without a server around the application, as the request has it. */
const targetOf = ({ env, req }: HonoContext<AppEnv>): string =>
  env.incoming?.url ?? req.raw.url.slice(new URL(req.raw.url).origin.length)
