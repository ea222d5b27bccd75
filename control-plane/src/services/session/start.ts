import { createHash } from 'node:crypto'
import type { BaseContext } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { sessions } from '../../db/schema/sessions.ts'
import type { users } from '../../db/schema/users.ts'
import { randomToken } from '../../platform/random.ts'
import type { UserActor } from '../../policy/actor.ts'
import { sessionTimes } from './times.ts'
import { userActor } from './user-actor.ts'

/** SHA-256, hex: a copy of the database opens no session. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

export interface StartedSession {
  readonly actor: UserActor
  /** For the cookie; kept nowhere. */
  readonly token: string
  /** Until the absolute end. */
  readonly maxAgeSeconds: number
}

/** A new session with a new id for a user who has just proved who they are. */
export async function startSession(
  tx: Tx,
  base: BaseContext,
  user: Pick<typeof users.$inferSelect, 'id' | 'organisationId' | 'role'>,
): Promise<StartedSession> {
  const token = randomToken(base.random)
  const id = base.ids.next()
  const nowMs = base.clock.wallMs()
  const { idleMs, absoluteMs } = sessionTimes(user.role)
  await tx.insert(sessions).values({
    id,
    organisationId: user.organisationId,
    userId: user.id,
    tokenHash: tokenHash(token),
    createdAtMs: nowMs,
    lastSeenAtMs: nowMs,
    idleExpiresAtMs: nowMs + idleMs,
    expiresAtMs: nowMs + absoluteMs,
    clientAddress: base.origin?.clientAddress ?? '',
    userAgent: base.origin?.userAgent ?? '',
  })
  return { actor: await userActor(tx, user, id), token, maxAgeSeconds: Math.floor(absoluteMs / 1000) }
}
