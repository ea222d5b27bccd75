import type { Camera } from '@nightjar/shared/api/camera.ts'
import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { authorize } from '../../policy/authorize.ts'
import { presentCameras } from './present.ts'

/** All cameras of the organisation, oldest first. */
export async function listCameras(context: Context): Promise<Camera[]> {
  authorize(context, 'camera.read')
  const rows = await context.db
    .select()
    .from(cameras)
    .where(and(eq(cameras.organisationId, context.actor.organisationId), isNull(cameras.deletedAtMs)))
    .orderBy(asc(cameras.id))
  return presentCameras(context.db, context.actor, rows)
}
