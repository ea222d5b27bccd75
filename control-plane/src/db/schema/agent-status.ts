import type { AgentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { boolean, foreignKey, index, jsonb, pgTable } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { agents } from './agents.ts'

/** The last heartbeat of each agent. Written by the link role only. */
export const agentStatus = pgTable(
  'agent_status',
  {
    agentId: id('agent_id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    online: boolean('online').notNull(),
    /** By our clock: when the last heartbeat came in. */
    lastSeenAtMs: epochMs('last_seen_at_ms').notNull(),
    /** When `online` last changed. */
    changedAtMs: epochMs('changed_at_ms').notNull(),
    /** As it was sent; kept when the agent goes offline. */
    report: jsonb('report').$type<Extract<AgentStatus, { state: 'online' }>>().notNull(),
  },
  table => [
    foreignKey({
      columns: [table.organisationId, table.agentId],
      foreignColumns: [agents.organisationId, agents.id],
    }),
    /** Agents whose heartbeat is overdue. */
    index('agent_status_overdue').on(table.online, table.lastSeenAtMs),
  ],
)
