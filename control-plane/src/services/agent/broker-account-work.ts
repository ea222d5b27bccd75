import { and, eq, lt } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { brokerAccounts } from '../../db/schema/broker-accounts.ts'
import { wantedPassword } from './broker-account.ts'

export interface AccountChange {
  readonly agentId: string
  readonly organisationId: string
  /** null: switch it off. */
  readonly password: string | null
  readonly wanted: number
}

/** Broker accounts that are not yet as wanted. */
export async function loadAccountChanges(context: Pick<BaseContext, 'db' | 'secrets'>): Promise<AccountChange[]> {
  const rows = await context.db.select().from(brokerAccounts).where(lt(brokerAccounts.done, brokerAccounts.wanted))
  return rows.map(row => ({
    agentId: row.agentId,
    organisationId: row.organisationId,
    password: wantedPassword(context, row),
    wanted: row.wanted,
  }))
}

export async function markAccountDone(context: Pick<BaseContext, 'db'>, change: AccountChange): Promise<void> {
  await context.db
    .update(brokerAccounts)
    .set({ done: change.wanted })
    .where(and(eq(brokerAccounts.agentId, change.agentId), lt(brokerAccounts.done, change.wanted)))
}
