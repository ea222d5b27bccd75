import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Role } from '@nightjar/shared/policy/roles.ts'
import type { BaseContext } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { users } from '../../db/schema/users.ts'
import { usernameKey } from './username-key.ts'

interface NewUser {
  readonly organisationId: string
  readonly username: string
  readonly passwordHash: string
  readonly role: Role
}

/** @throws AppError `resource.conflict` where the name is taken. */
export async function insertUser(tx: Tx, base: BaseContext, user: NewUser): Promise<typeof users.$inferSelect> {
  const [row] = await tx
    .insert(users)
    .values({
      ...user,
      id: base.ids.next(),
      usernameKey: usernameKey(user.username),
      createdAtMs: base.clock.wallMs(),
      disabledAtMs: null,
    })
    .onConflictDoNothing({ target: users.usernameKey })
    .returning()
  if (!row)
    throw new AppError('resource.conflict', {
      message: 'This user name is taken; choose another.',
      fields: [{ pointer: '/username', detail: 'is taken' }],
    })
  return row
}
