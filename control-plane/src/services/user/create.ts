import { createUserSchema, type User } from '@nightjar/shared/api/identity.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { transaction } from '../../db/transaction.ts'
import { authorize } from '../../policy/authorize.ts'
import { userActions } from './audit-actions.ts'
import { insertUser } from './insert.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { requireGoodPassword } from './password-rules.ts'
import { presentUser } from './present.ts'

export async function createUser(context: Context, passwords: PasswordHasher, input: unknown): Promise<User> {
  authorize(context, 'user.manage')
  const { username, password, role } = parse(createUserSchema, input)
  requireGoodPassword(password, username)
  // Before the transaction: it takes a good part of a second.
  const passwordHash = await passwords.hash(password)
  return transaction(context, async tx => {
    const { organisationId } = context.actor
    const user = await insertUser(tx, context, { organisationId, username, passwordHash, role })
    await writeAudit(tx, context, {
      action: userActions.created,
      subject: { kind: 'user', id: user.id },
      facts: { username, role },
    })
    return presentUser(user)
  })
}
