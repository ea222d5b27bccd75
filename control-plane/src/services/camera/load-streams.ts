import { asc, inArray } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { streams } from '../../db/schema/streams.ts'
import type { CameraRow } from './camera-for.ts'

export type StreamRow = typeof streams.$inferSelect

/** Their streams, the main one of each first. */
export async function loadStreams(db: Db | Tx, ofCameras: readonly CameraRow[]): Promise<StreamRow[]> {
  if (ofCameras.length === 0) return []
  const ids = ofCameras.map(camera => camera.id)
  return db.select().from(streams).where(inArray(streams.cameraId, ids)).orderBy(asc(streams.place))
}
