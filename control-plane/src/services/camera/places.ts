import type { Grant, Place } from '@nightjar/shared/policy/grant.ts'
import { inArray } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { cameraGroupMembers } from '../../db/schema/camera-group-members.ts'
import type { CameraRow } from './camera-for.ts'

/**
 * Where cameras lie, by their ids. Their groups are looked up only where one of the grants names a group.
 * @param held all grants that the places will be held against.
 */
export async function placesOf(
  db: Db | Tx,
  rows: readonly Pick<CameraRow, 'id' | 'organisationId' | 'siteId'>[],
  held: readonly Grant[],
): Promise<ReadonlyMap<string, Place>> {
  const ids = [...new Set(rows.map(row => row.id))]
  const members = held.some(grant => grant.scope.kind === 'camera-group')
    ? await db.select().from(cameraGroupMembers).where(inArray(cameraGroupMembers.cameraId, ids))
    : []
  const groups = Map.groupBy(members, member => member.cameraId)
  return new Map(
    rows.map(({ id, organisationId, siteId }) => [
      id,
      { organisationId, siteId, cameraId: id, groupIds: (groups.get(id) ?? []).map(({ groupId }) => groupId) },
    ]),
  )
}
