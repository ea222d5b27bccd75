import { type Grant, grantsOfRole, type Scope } from '@nightjar/shared/policy/grant.ts'
import type { Role } from '@nightjar/shared/policy/roles.ts'
import { inArray } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { grants } from '../../db/schema/grants.ts'

type GrantRow = typeof grants.$inferSelect

/** The check of the table holds that exactly the id of the scope's kind is there. */
function scopeOf({ scopeKind: kind, siteId, cameraGroupId, cameraId }: GrantRow): Scope {
  return kind === 'organisation' ? { kind } : { kind, id: (siteId ?? cameraGroupId ?? cameraId)! }
}

/** What users hold by their roles and by grants, ended ones included: who asks judges by the time. One query for all. */
export async function loadGrants(
  db: Db | Tx,
  users: readonly { readonly id: string; readonly role: Role }[],
): Promise<ReadonlyMap<string, readonly Grant[]>> {
  const ids = [...new Set(users.map(user => user.id))]
  if (ids.length === 0) return new Map()
  const rows = await db.select().from(grants).where(inArray(grants.userId, ids))
  const byUser = Map.groupBy(rows, row => row.userId)
  return new Map(
    users.map(({ id, role }) => {
      const own = byUser.get(id) ?? []
      const granted = own.map(row => ({
        permission: row.permission,
        scope: scopeOf(row),
        fromMs: row.fromMs,
        untilMs: row.untilMs,
      }))
      return [id, [...grantsOfRole(role), ...granted]]
    }),
  )
}
