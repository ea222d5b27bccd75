import { join } from 'node:path'

/** Below the segments folder; ids are UUIDs, so nothing in them can leave it. */
export const segmentPath = (cameraId: string, segmentId: string): string => `${cameraId}/${segmentId}.mp4`

export const cameraFolder = (segmentsDir: string, cameraId: string): string => join(segmentsDir, cameraId)
