import type { LineageStatement } from '@nightjar/shared/records/lineage.ts'
import { integer, jsonb, pgTable, unique } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { organisations } from './organisations.ts'

/** Where a camera's chain begins anew, by the agent's signed word. Rows are only ever added. */
export const chainSeams = pgTable(
  'chain_seams',
  {
    /** Made by the agent. */
    lineageId: id('lineage_id').primaryKey(),
    organisationId: id('organisation_id')
      .notNull()
      .references(() => organisations.id),
    cameraId: id('camera_id').notNull(),
    agentId: id('agent_id').notNull(),
    /** Of the lineage that begins here, from 1. */
    ordinal: integer('ordinal').notNull(),
    /** Where it is shown: by the agent's clock, or when it was taken where that cannot be. The statement has the agent's word. */
    begunAtMs: epochMs('begun_at_ms').notNull(),
    takenAtMs: epochMs('taken_at_ms').notNull(),
    statement: jsonb('statement').$type<LineageStatement>().notNull(),
  },
  table => [
    /** Seams of a camera in order. */
    unique('chain_seams_camera_ordinal_key').on(table.cameraId, table.ordinal),
  ],
)
