import type { Site } from '@nightjar/shared/api/site.ts'
import { asc, eq } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { sites } from '../../db/schema/sites.ts'
import { authorize } from '../../policy/authorize.ts'
import { presentSite } from './present.ts'

/** All sites of the organisation, oldest first. */
export async function listSites(context: Context): Promise<Site[]> {
  authorize(context, 'site.read')
  const rows = await context.db
    .select()
    .from(sites)
    .where(eq(sites.organisationId, context.actor.organisationId))
    .orderBy(asc(sites.id))
  return rows.map(presentSite)
}
