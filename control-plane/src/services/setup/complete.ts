import { setupRequestSchema } from '@nightjar/shared/api/identity.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { asc } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import { actingAs, type BaseContext } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { organisations } from '../../db/schema/organisations.ts'
import { transaction } from '../../db/transaction.ts'
import { addressBucket } from '../../platform/client-address.ts'
import type { AttemptLimits } from '../session/attempt-limits.ts'
import { type StartedSession, startSession } from '../session/start.ts'
import { userActions } from '../user/audit-actions.ts'
import { insertUser } from '../user/insert.ts'
import type { PasswordHasher } from '../user/password-hasher.ts'
import { requireGoodPassword } from '../user/password-rules.ts'
import { isSetupRequired } from './read-status.ts'
import type { SetupGate } from './setup-gate.ts'

interface SetupParts {
  readonly setup: SetupGate
  readonly passwords: PasswordHasher
  readonly limits: AttemptLimits
}

/**
 * Makes the first administrator and signs them in. The token stands for authorisation here: nobody has rights yet.
 * Of several at once, one wins.
 * @throws AppError `setup.done`, `setup.wrong-token`, `auth.rate-limited`, `input.invalid`.
 */
export async function completeSetup(base: BaseContext, parts: SetupParts, input: unknown): Promise<StartedSession> {
  const { token, username, password } = parse(setupRequestSchema, input)
  await parts.limits.oneTimeCode.consume('setup', addressBucket(base.origin?.clientAddress ?? ''))
  if (!(await isSetupRequired(base.db))) throw new AppError('setup.done')
  if (!parts.setup.accepts(token)) throw new AppError('setup.wrong-token')
  requireGoodPassword(password, username)
  const passwordHash = await parts.passwords.hash(password)
  const session = await transaction(base, async tx => {
    // The row lock lets one of several through; the others then see its user.
    const [organisation] = await tx.select().from(organisations).orderBy(asc(organisations.id)).limit(1).for('update')
    if (!organisation) throw new AppError('service.unavailable', { detail: 'there is no organisation yet' })
    if (!(await isSetupRequired(tx))) throw new AppError('setup.done')
    const user = await insertUser(tx, base, {
      organisationId: organisation.id,
      username,
      passwordHash,
      role: 'administrator',
    })
    const started = await startSession(tx, base, user)
    const context = actingAs(base, started.actor)
    const subject = { kind: 'user', id: user.id }
    await writeAudit(tx, context, {
      action: userActions.created,
      subject,
      facts: { username, role: user.role, setup: true },
    })
    return started
  })
  parts.setup.done()
  return session
}
