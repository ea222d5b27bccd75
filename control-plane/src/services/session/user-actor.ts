import type { Db, Tx } from '../../db/client.ts'
import type { users } from '../../db/schema/users.ts'
import type { UserActor } from '../../policy/actor.ts'
import { loadGrants } from '../user/load-grants.ts'

/** A user of a session as actor, with what they hold now. */
export async function userActor(
  db: Db | Tx,
  user: Pick<typeof users.$inferSelect, 'id' | 'organisationId' | 'role'>,
  sessionId: string,
): Promise<UserActor> {
  const { id, organisationId, role } = user
  const grants = (await loadGrants(db, [user])).get(id) ?? []
  return { kind: 'user', id, organisationId, role, grants, sessionId }
}
