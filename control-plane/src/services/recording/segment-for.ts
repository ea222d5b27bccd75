import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { segments } from '../../db/schema/segments.ts'
import { type Asking, authorizeSomewhere } from '../../policy/authorize.ts'
import { type WatchedCamera, watchedCameraFor } from '../camera/watched-camera.ts'
import { presentStored, type StoredSegment, storedColumns } from './load-segments.ts'

/**
 * Loads a segment and authorises for its camera: the only way to one for whoever asks by its id.
 * @throws AppError `resource.not-found`, also for a segment of a deleted camera; `auth.forbidden`.
 */
export async function segmentFor(
  db: Db,
  asking: Asking,
  permission: Permission,
  segmentId: string,
): Promise<{ segment: StoredSegment; camera: WatchedCamera }> {
  authorizeSomewhere(asking, permission)
  const [row] = await db
    .select(storedColumns)
    .from(segments)
    .leftJoin(archiveObjects, eq(archiveObjects.segmentId, segments.id))
    .where(and(eq(segments.organisationId, asking.actor.organisationId), eq(segments.id, segmentId)))
  if (row === undefined) throw new AppError('resource.not-found')
  const camera = await watchedCameraFor(db, asking, permission, row.manifest.cameraId)
  return { segment: presentStored(row), camera }
}
