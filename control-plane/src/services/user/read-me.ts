import type { Me } from '@nightjar/shared/api/identity.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { organisations } from '../../db/schema/organisations.ts'
import { users } from '../../db/schema/users.ts'
import { authorizeSelf } from '../../policy/authorize.ts'
import { presentUser } from './present.ts'

/** The caller's own account. */
export async function readMe(context: Context): Promise<Me> {
  const self = authorizeSelf(context)
  const [row] = await context.db
    .select({ user: users, organisation: { id: organisations.id, name: organisations.name } })
    .from(users)
    .innerJoin(organisations, eq(organisations.id, users.organisationId))
    .where(and(eq(users.organisationId, self.organisationId), eq(users.id, self.id)))
  if (!row) throw new AppError('auth.required')
  return { user: presentUser(row.user), organisation: row.organisation }
}
