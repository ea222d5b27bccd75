import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { streams } from '../../db/schema/streams.ts'
import type { Actor } from '../../policy/actor.ts'

export type CameraRow = typeof cameras.$inferSelect
export type StreamRow = typeof streams.$inferSelect

/** The camera within the actor's organisation, not deleted. @throws AppError `resource.not-found` */
export async function loadCamera(db: Db | Tx, actor: Actor, cameraId: string): Promise<CameraRow> {
  const [camera] = await db
    .select()
    .from(cameras)
    .where(and(eq(cameras.organisationId, actor.organisationId), eq(cameras.id, cameraId), isNull(cameras.deletedAtMs)))
  if (!camera) throw new AppError('resource.not-found')
  return camera
}

/** Their streams, the main one of each first. */
export async function loadStreams(db: Db | Tx, ofCameras: readonly CameraRow[]): Promise<StreamRow[]> {
  if (ofCameras.length === 0) return []
  const ids = ofCameras.map(camera => camera.id)
  return db.select().from(streams).where(inArray(streams.cameraId, ids)).orderBy(asc(streams.place))
}
