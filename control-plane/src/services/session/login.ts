import { loginRequestSchema } from '@nightjar/shared/api/identity.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import { actingAs, type BaseContext } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { users } from '../../db/schema/users.ts'
import { transaction } from '../../db/transaction.ts'
import { addressBucket } from '../../platform/client-address.ts'
import type { PasswordHasher } from '../user/password-hasher.ts'
import { usernameKey } from '../user/username-key.ts'
import type { AttemptLimits } from './attempt-limits.ts'
import { sessionActions } from './audit-actions.ts'
import { type StartedSession, startSession, tokenHash } from './start.ts'

interface LoginParts {
  readonly passwords: PasswordHasher
  readonly limits: AttemptLimits
}

/**
 * Makes an actor out of a user name and a password. Attempts are counted before anything is looked at, and unknown,
 * disabled and wrong all take the same way and end in the same answer.
 * @param previousToken of the session that the browser still had; it ends.
 * @throws AppError `auth.wrong-credentials`, `auth.rate-limited`.
 */
export async function login(
  base: BaseContext,
  parts: LoginParts,
  input: unknown,
  previousToken?: string,
): Promise<StartedSession> {
  const { username, password } = parse(loginRequestSchema, input)
  const key = usernameKey(username)
  const bucket = addressBucket(base.origin?.clientAddress ?? '')
  await parts.limits.login.consume(key, bucket)
  await parts.limits.address.consume(bucket)
  await parts.limits.account.consume(key)
  const [user] = await base.db.select().from(users).where(eq(users.usernameKey, key))
  const right = await parts.passwords.verify(user?.passwordHash ?? null, password)
  if (!right || !user || user.disabledAtMs !== null)
    // The address, for those who block by it; never the name: people type their password there.
    throw new AppError('auth.wrong-credentials', { detail: `sign-in from ${base.origin?.clientAddress ?? 'unknown'}` })
  return transaction(base, async tx => {
    if (previousToken) await tx.delete(sessions).where(eq(sessions.tokenHash, tokenHash(previousToken)))
    const session = await startSession(tx, base, user)
    const subject = { kind: 'session', id: session.actor.sessionId }
    await writeAudit(tx, actingAs(base, session.actor), { action: sessionActions.started, subject })
    return session
  })
}
