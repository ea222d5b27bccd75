import type { Site } from '@nightjar/shared/api/site.ts'
import { asc } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { sites } from '../../db/schema/sites.ts'
import { visibleSites } from '../../policy/visible.ts'
import { presentSite } from './present.ts'

/** The sites that the actor may see, also for a camera there, oldest first. */
export async function listSites(context: Context): Promise<Site[]> {
  const rows = await context.db.select().from(sites).where(visibleSites(context, 'site.read')).orderBy(asc(sites.id))
  return rows.map(presentSite)
}
