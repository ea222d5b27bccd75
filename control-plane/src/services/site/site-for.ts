import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import { and, eq } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { sites } from '../../db/schema/sites.ts'
import { type Asking, forbidden } from '../../policy/authorize.ts'
import { visibleSites } from '../../policy/visible.ts'

/**
 * Loads a site and authorises for it: the only way to one for whoever asks by its id.
 * @throws AppError `resource.not-found`, also for another organisation's; `auth.forbidden`.
 */
export async function siteFor(
  db: Db | Tx,
  asking: Asking,
  permission: Permission,
  siteId: string,
): Promise<typeof sites.$inferSelect> {
  const [site] = await db
    .select()
    .from(sites)
    .where(and(visibleSites(asking, permission), eq(sites.id, siteId)))
  if (site) return site
  const existing = await db
    .select({ id: sites.id })
    .from(sites)
    .where(and(eq(sites.organisationId, asking.actor.organisationId), eq(sites.id, siteId)))
  throw existing.length === 0 ? new AppError('resource.not-found') : forbidden(asking, permission, `site ${siteId}`)
}
