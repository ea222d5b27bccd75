import type { Db, Tx } from '../../db/client.ts'
import { users } from '../../db/schema/users.ts'

/** True until the first administrator is there. Public: it tells no more than the page that is shown. */
export async function isSetupRequired(db: Db | Tx): Promise<boolean> {
  const found = await db.select({ id: users.id }).from(users).limit(1)
  return found.length === 0
}
