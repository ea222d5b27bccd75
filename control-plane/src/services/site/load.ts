import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { sites } from '../../db/schema/sites.ts'
import type { Actor } from '../../policy/actor.ts'

/** The site within the actor's organisation. @throws AppError `resource.not-found`, also for another organisation's. */
export async function loadSite(db: Db | Tx, actor: Actor, siteId: string): Promise<typeof sites.$inferSelect> {
  const [site] = await db
    .select()
    .from(sites)
    .where(and(eq(sites.organisationId, actor.organisationId), eq(sites.id, siteId)))
  if (!site) throw new AppError('resource.not-found')
  return site
}
