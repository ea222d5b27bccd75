import type { Scope } from '@nightjar/shared/policy/grant.ts'
import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import { sql } from 'drizzle-orm'
import { check, foreignKey, index, pgTable, text } from 'drizzle-orm/pg-core'
import { epochMs, id } from '../columns.ts'
import { cameraGroups } from './camera-groups.ts'
import { cameras } from './cameras.ts'
import { sites } from './sites.ts'
import { users } from './users.ts'

/**
 * What a user may do besides what their role holds. Whoever takes one away, or changes what is in a group, notifies
 * `rights_changed` in the same transaction; the end of a window needs no word.
 */
export const grants = pgTable(
  'grants',
  {
    id: id('id').primaryKey(),
    organisationId: id('organisation_id').notNull(),
    userId: id('user_id').notNull(),
    permission: text('permission').$type<Permission>().notNull(),
    /** Says which one of the next three is set, so that an id that is missing by mistake never means everything. */
    scopeKind: text('scope_kind').$type<Scope['kind']>().notNull(),
    siteId: id('site_id'),
    cameraGroupId: id('camera_group_id'),
    cameraId: id('camera_id'),
    /** Counts from then on; null: always has. */
    fromMs: epochMs('from_ms'),
    /** Counts no more from then on; null: until it is taken away. */
    untilMs: epochMs('until_ms'),
    createdAtMs: epochMs('created_at_ms').notNull(),
  },
  table => [
    check(
      'grants_scope_check',
      sql`${table.scopeKind} in ('organisation', 'site', 'camera-group', 'camera')
        and (${table.scopeKind} = 'site') = (${table.siteId} is not null)
        and (${table.scopeKind} = 'camera-group') = (${table.cameraGroupId} is not null)
        and (${table.scopeKind} = 'camera') = (${table.cameraId} is not null)`,
    ),
    foreignKey({
      name: 'grants_user_fk',
      columns: [table.organisationId, table.userId],
      foreignColumns: [users.organisationId, users.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'grants_site_fk',
      columns: [table.organisationId, table.siteId],
      foreignColumns: [sites.organisationId, sites.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'grants_camera_group_fk',
      columns: [table.organisationId, table.cameraGroupId],
      foreignColumns: [cameraGroups.organisationId, cameraGroups.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'grants_camera_fk',
      columns: [table.organisationId, table.cameraId],
      foreignColumns: [cameras.organisationId, cameras.id],
    }).onDelete('cascade'),
    /** What a user holds, at each of their requests; of all viewers, when rights change. */
    index('grants_by_user').on(table.userId),
  ],
)
