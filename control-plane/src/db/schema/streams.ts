import type { StreamRole, TransportChoice } from '@nightjar/shared/domain/camera.ts'
import { foreignKey, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { id } from '../columns.ts'
import { cameras } from './cameras.ts'

export const streams = pgTable(
  'streams',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    cameraId: id('camera_id').notNull(),
    roles: jsonb('roles').$type<StreamRole[]>().notNull(),
    /** `rtsp://` or `rtsps://`, never with user name or password. */
    url: text('url').notNull(),
    transport: text('transport').$type<TransportChoice>().notNull(),
    /** Base64 SHA-256 of the only key that is trusted at this address; null: an authority has to vouch. */
    tlsPin: text('tls_pin'),
    /** 0: the main stream; 1: the smaller one. */
    place: integer('place').notNull(),
  },
  table => [
    foreignKey({
      columns: [table.organisationId, table.cameraId],
      foreignColumns: [cameras.organisationId, cameras.id],
    }),
    index('streams_by_camera').on(table.cameraId, table.place),
  ],
)
