import type { User } from '@nightjar/shared/api/identity.ts'
import { asc, eq } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { users } from '../../db/schema/users.ts'
import { authorize } from '../../policy/authorize.ts'
import { presentUser } from './present.ts'

/** All users of the organisation, oldest first. */
export async function listUsers(context: Context): Promise<User[]> {
  authorize(context, 'user.read')
  const rows = await context.db
    .select()
    .from(users)
    .where(eq(users.organisationId, context.actor.organisationId))
    .orderBy(asc(users.id))
  return rows.map(presentUser)
}
