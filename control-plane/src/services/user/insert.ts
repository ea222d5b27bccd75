import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Role } from '@nightjar/shared/policy/roles.ts'
import type { BaseContext } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { users } from '../../db/schema/users.ts'
import { looksLike } from './looks-like.ts'
import { usernameKey } from './username-key.ts'

interface NewUser {
  readonly organisationId: string
  readonly username: string
  readonly passwordHash: string
  readonly role: Role
}

/** @throws AppError `resource.conflict` where the name is taken, or looks like one that is. */
export async function insertUser(tx: Tx, base: BaseContext, user: NewUser): Promise<typeof users.$inferSelect> {
  await requireDistinct(tx, user.username)
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

/** Names are one space for all organisations, and few: they are compared one by one, whatever release made them. */
async function requireDistinct(tx: Tx, username: string): Promise<void> {
  const key = usernameKey(username)
  const names = await tx.select({ username: users.username, key: users.usernameKey }).from(users)
  if (!names.some(other => other.key !== key && looksLike(other.username, username))) return
  throw new AppError('resource.conflict', {
    message: 'This user name looks like that of another user; choose one that nobody takes for it.',
    fields: [{ pointer: '/username', detail: 'looks like that of another user' }],
  })
}
