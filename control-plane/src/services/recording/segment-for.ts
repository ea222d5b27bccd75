import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { segments } from '../../db/schema/segments.ts'
import { type Asking, authorizeSomewhere } from '../../policy/authorize.ts'
import { type WatchedCamera, watchedCameraFor } from '../camera/watched-camera.ts'
import { presentStored, type StoredSegment, storedColumns } from './load-segments.ts'
import { objectOfSegment } from './object-of-segment.ts'

/** More agents that use one id do so on purpose, to have it looked for. */
const holdersMax = 8

/**
 * Loads a segment and authorises for its camera: the only way to one for whoever asks by its id. Agents choose the ids;
 * where two have chosen the same, it is the one that was taken first of those that the actor may see.
 * @throws AppError `resource.not-found`, also for a segment of a deleted camera; `auth.forbidden`.
 */
export async function segmentFor(
  db: Db,
  asking: Asking,
  permission: Permission,
  segmentId: string,
): Promise<{ segment: StoredSegment; camera: WatchedCamera }> {
  authorizeSomewhere(asking, permission)
  const rows = await db
    .select(storedColumns)
    .from(segments)
    .leftJoin(archiveObjects, objectOfSegment())
    .where(and(eq(segments.organisationId, asking.actor.organisationId), eq(segments.id, segmentId)))
    .orderBy(sql`${segments.takenAtMs} asc nulls first`)
    .limit(holdersMax)
  let failure = new AppError('resource.not-found')
  for (const row of rows) {
    try {
      const camera = await watchedCameraFor(db, asking, permission, row.manifest.cameraId)
      return { segment: presentStored(row), camera }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // That it is forbidden says more than that another one is not there.
      if (failure.code === 'resource.not-found') failure = error
    }
  }
  throw failure
}
