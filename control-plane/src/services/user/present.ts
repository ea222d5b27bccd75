import type { User } from '@nightjar/shared/api/identity.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import type { users } from '../../db/schema/users.ts'

export const presentUser = (row: typeof users.$inferSelect): User => ({
  id: row.id,
  username: row.username,
  role: row.role,
  createdAt: toIso(row.createdAtMs),
})
