import type { Site } from '@nightjar/shared/api/site.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import type { sites } from '../../db/schema/sites.ts'

export const presentSite = (row: typeof sites.$inferSelect): Site => ({
  id: row.id,
  name: row.name,
  timeZone: row.timeZone,
  createdAt: toIso(row.createdAtMs),
})
