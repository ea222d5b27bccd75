import { sql } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { notify } from '../../db/notify.ts'
import { brokerAccounts } from '../../db/schema/broker_accounts/table.ts'
import { channels } from '../channels.ts'
import type { BaseContext } from '../context.ts'

interface AccountOwner {
  readonly id: string
  readonly organisationId: string
}

const place = (agentId: string) => ({ table: 'broker_accounts', row: agentId, column: 'sealed_password' })

/**
 * Asks the link role to give the agent an account with this password at a broker that cannot read tokens.
 * @param password null switches the account off.
 */
export async function wantBrokerAccount(
  tx: Tx,
  context: Pick<BaseContext, 'clock' | 'secrets'>,
  agent: AccountOwner,
  password: string | null,
): Promise<void> {
  const sealedPassword =
    password === null ? null : context.secrets.seal(place(agent.id), new TextEncoder().encode(password))
  const changedAtMs = context.clock.wallMs()
  await tx
    .insert(brokerAccounts)
    .values({
      agentId: agent.id,
      organisationId: agent.organisationId,
      sealedPassword,
      wanted: 1,
      done: 0,
      changedAtMs,
    })
    .onConflictDoUpdate({
      target: brokerAccounts.agentId,
      set: { sealedPassword, changedAtMs, wanted: sql`${brokerAccounts.wanted} + 1` },
    })
  await notify(tx, channels.agentWork, agent.id)
}

/** The password that the account is to have; null: it is to be off. */
export function wantedPassword(
  context: Pick<BaseContext, 'secrets'>,
  row: Pick<typeof brokerAccounts.$inferSelect, 'agentId' | 'sealedPassword'>,
): string | null {
  if (row.sealedPassword === null) return null
  return new TextDecoder().decode(context.secrets.open(place(row.agentId), row.sealedPassword))
}
