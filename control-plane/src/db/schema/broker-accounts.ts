import { foreignKey, index, pgTable, text } from 'drizzle-orm/pg-core'
import { bigCount, epochMs, id } from '../columns.ts'
import { agents } from './agents.ts'

/**
 * Accounts that the link role keeps at a broker which cannot read tokens (Mosquitto). Empty with a broker that can.
 * The api writes what is wanted, the link role makes it so.
 */
export const brokerAccounts = pgTable(
  'broker_accounts',
  {
    agentId: id('agent_id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    /** Sealed token of the agent for the broker, its password there; null: the account is to be off. */
    sealedPassword: text('sealed_password'),
    /** Grows with every change. */
    wanted: bigCount('wanted').notNull(),
    /** The change that was carried out last. */
    done: bigCount('done').notNull(),
    changedAtMs: epochMs('changed_at_ms').notNull(),
  },
  table => [
    foreignKey({
      columns: [table.organisationId, table.agentId],
      foreignColumns: [agents.organisationId, agents.id],
    }),
    /** What is left to do. */
    index('broker_accounts_by_wanted').on(table.wanted, table.done),
  ],
)
