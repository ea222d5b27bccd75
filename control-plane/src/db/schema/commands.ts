import type { ActorKind } from '@nightjar/shared/protocol/define-command.ts'
import type { CommandBody } from '@nightjar/shared/protocol/messages/command.ts'
import type { CommandAnswer } from '@nightjar/shared/protocol/messages/command-result.ts'
import { bytea, foreignKey, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { agents } from './agents.ts'

/** Commands to agents, written by the api and carried by the link role. Kept for a day. */
export const commands = pgTable(
  'commands',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    agentId: id('agent_id').notNull(),
    actorKind: text('actor_kind').$type<ActorKind>().notNull(),
    actorId: text('actor_id').notNull(),
    body: jsonb('body').$type<CommandBody>().notNull(),
    issuedAtMs: epochMs('issued_at_ms').notNull(),
    /** After it nobody waits any more and the agent refuses. */
    deadlineMs: epochMs('deadline_ms').notNull(),
    /** Of the configuration key, over `signedCommandBytes`; null only in rows from before commands were signed. */
    keyId: text('key_id'),
    signature: text('signature'),
    /** When the broker took it; null before. */
    publishedAtMs: epochMs('published_at_ms'),
    /** null while open. */
    finishedAtMs: epochMs('finished_at_ms'),
    result: jsonb('result').$type<CommandAnswer>(),
    /** JPEG of a probe, at most 1 MiB; taken out after ten minutes. */
    picture: bytea('picture'),
  },
  table => [
    foreignKey({
      columns: [table.organisationId, table.agentId],
      foreignColumns: [agents.organisationId, agents.id],
    }),
    /** Commands to publish: open ones of an agent. */
    index('commands_open').on(table.agentId, table.finishedAtMs, table.deadlineMs),
    /** The clean-up. */
    index('commands_by_age').on(table.issuedAtMs),
  ],
)
