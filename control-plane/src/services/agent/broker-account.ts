import { eq, sql } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { notify } from '../../db/notify.ts'
import { brokerAccounts } from '../../db/schema/broker-accounts.ts'
import { channels } from '../channels.ts'

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

const settleMs = 3000
const lookEveryMs = 50

/**
 * Waits until the link role has made the account so: an agent that came sooner would be refused and try again with yet
 * another password. Gives up silently after a while; the agent's next attempt will tell.
 */
export async function brokerAccountSettled(base: Pick<BaseContext, 'db' | 'clock'>, agentId: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < settleMs; waitedMs += lookEveryMs) {
    const [row] = await base.db
      .select({ wanted: brokerAccounts.wanted, done: brokerAccounts.done })
      .from(brokerAccounts)
      .where(eq(brokerAccounts.agentId, agentId))
    if (!row || row.done >= row.wanted) return
    await base.clock.sleep(lookEveryMs)
  }
}
