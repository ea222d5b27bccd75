import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import { and, eq } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { type Asking, forbidden } from '../../policy/authorize.ts'
import { existingCameras, visibleCameras } from '../../policy/visible.ts'

export type CameraRow = typeof cameras.$inferSelect

/**
 * Loads a camera and authorises for it: the only way to one for whoever asks by its id.
 * @throws AppError `resource.not-found` where the actor's organisation has no such camera or has deleted it,
 *   `auth.forbidden` where the actor lacks the permission on it.
 */
export async function cameraFor(
  db: Db | Tx,
  asking: Asking,
  permission: Permission,
  cameraId: string,
): Promise<CameraRow> {
  const isIt = eq(cameras.id, cameraId)
  const [camera] = await db
    .select()
    .from(cameras)
    .where(and(visibleCameras(asking, permission), isIt))
  if (camera) return camera
  const existing = await db
    .select({ id: cameras.id })
    .from(cameras)
    .where(and(existingCameras(asking), isIt))
  throw existing.length === 0 ? new AppError('resource.not-found') : forbidden(asking, permission, `camera ${cameraId}`)
}
