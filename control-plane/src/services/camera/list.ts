import type { Camera } from '@nightjar/shared/api/camera.ts'
import { asc } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { visibleCameras } from '../../policy/visible.ts'
import { presentCameras } from './present.ts'

/** The cameras that the actor may see, oldest first. */
export async function listCameras(context: Context): Promise<Camera[]> {
  const rows = await context.db
    .select()
    .from(cameras)
    .where(visibleCameras(context, 'camera.read'))
    .orderBy(asc(cameras.id))
  return presentCameras(context, rows)
}
