import { and, eq } from 'drizzle-orm'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { segments } from '../../db/schema/segments.ts'

/** Joins a segment with its object in the archive. Agents choose ids, so the id alone may be of another one's segment. */
export const objectOfSegment = () =>
  and(eq(archiveObjects.segmentId, segments.id), eq(archiveObjects.cameraId, segments.cameraId))
