import { foreignKey, index, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { id } from '../columns.ts'
import { cameraGroups } from './camera-groups.ts'
import { cameras } from './cameras.ts'

/** Which cameras are in a group. Group and camera belong to one organisation, by their foreign keys. */
export const cameraGroupMembers = pgTable(
  'camera_group_members',
  {
    organisationId: id('organisation_id').notNull(),
    groupId: id('group_id').notNull(),
    cameraId: id('camera_id').notNull(),
  },
  table => [
    /** The cameras of a group: lists of those who hold a grant on it. */
    primaryKey({ name: 'camera_group_members_pkey', columns: [table.groupId, table.cameraId] }),
    foreignKey({
      name: 'camera_group_members_group_fk',
      columns: [table.organisationId, table.groupId],
      foreignColumns: [cameraGroups.organisationId, cameraGroups.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'camera_group_members_camera_fk',
      columns: [table.organisationId, table.cameraId],
      foreignColumns: [cameras.organisationId, cameras.id],
    }).onDelete('cascade'),
    /** The groups of a camera: whether one viewer may go on watching it. */
    index('camera_group_members_by_camera').on(table.cameraId),
  ],
)
