import { and, eq } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { users } from '../../db/schema/users.ts'
import type { UserActor } from '../../policy/actor.ts'
import { tokenHash } from './start.ts'
import { sessionTimes, touchEveryMs } from './times.ts'
import { userActor } from './user-actor.ts'

/** The user behind a session cookie, with the role and grants of now; null where it is unknown, over, ended or its user disabled. */
export async function resolveSession(base: BaseContext, token: string): Promise<UserActor | null> {
  const [row] = await base.db
    .select({ session: sessions, role: users.role, disabledAtMs: users.disabledAtMs })
    .from(sessions)
    .innerJoin(users, and(eq(users.organisationId, sessions.organisationId), eq(users.id, sessions.userId)))
    .where(eq(sessions.tokenHash, tokenHash(token)))
  const nowMs = base.clock.wallMs()
  if (!row || row.disabledAtMs !== null) return null
  const { session, role } = row
  if (nowMs >= session.idleExpiresAtMs || nowMs >= session.expiresAtMs) return null
  if (nowMs - session.lastSeenAtMs >= touchEveryMs) {
    await base.db
      .update(sessions)
      .set({ lastSeenAtMs: nowMs, idleExpiresAtMs: nowMs + sessionTimes(role).idleMs })
      .where(eq(sessions.id, session.id))
  }
  const { id, organisationId, userId } = session
  return userActor(base.db, { id: userId, organisationId, role }, id)
}
