import { DirectoryStore } from '../archive/directory/directory-store.ts'
import { serveObject } from '../archive/directory/serve-object.ts'
import type { Register } from '../http/register.ts'
import type { AppParts } from './parts.ts'

/** The objects of a directory archive, at the addresses that it signed. An S3 archive has its own server. */
export function archiveDirectoryRoutes({ raw }: Register, { archive }: AppParts): void {
  if (!(archive instanceof DirectoryStore)) return
  raw('get', '/archive/*', 'signed-url', c => serveObject(archive, c.req.raw))
  raw('put', '/archive/*', 'signed-url', c => serveObject(archive, c.req.raw))
}
