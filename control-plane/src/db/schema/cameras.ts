import type { RecordingSettings } from '@nightjar/shared/domain/camera.ts'
import type { BoundBox, SealedBox } from '@nightjar/shared/protocol/sealed-box.ts'
import { foreignKey, index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { agents } from './agents.ts'
import { sites } from './sites.ts'

export const cameras = pgTable(
  'cameras',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    siteId: id('site_id').notNull(),
    agentId: id('agent_id').notNull(),
    name: text('name').notNull(),
    /**
     * Sealed to the agent at entry; nobody here can open it. Bound to its address, but for what was entered for an agent
     * of protocol 4 or older. null: the camera asks for none.
     */
    credentials: jsonb('credentials').$type<BoundBox | SealedBox>(),
    recording: jsonb('recording').$type<RecordingSettings>().notNull(),
    /** Grows with every change; the ETag of the camera. */
    version: integer('version').notNull(),
    /** When its ledger begins. */
    createdAtMs: epochMs('created_at_ms').notNull(),
    /** From then on its agent has stopped it and nobody sees it; its records stay. null: there. */
    deletedAtMs: epochMs('deleted_at_ms'),
  },
  table => [
    foreignKey({ columns: [table.organisationId, table.siteId], foreignColumns: [sites.organisationId, sites.id] }),
    foreignKey({
      columns: [table.organisationId, table.agentId],
      foreignColumns: [agents.organisationId, agents.id],
    }),
    /** Target of composite foreign keys; also serves the list of cameras. */
    unique('cameras_organisation_id_key').on(table.organisationId, table.id),
    /** The cameras of a site: lists of those who hold a grant on it. */
    index('cameras_by_site').on(table.organisationId, table.siteId),
    /** The configuration of an agent. */
    index('cameras_by_agent').on(table.agentId, table.deletedAtMs),
  ],
)
