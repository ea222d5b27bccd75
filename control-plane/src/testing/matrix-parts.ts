import { toIso } from '@nightjar/shared/domain/time.ts'
import type { MatrixWorld } from './matrix-world.ts'

/** What fixtures of several resources say. */
export const password = 'a long enough password'
export const ownCamera = (world: MatrixWorld) => ({ id: world.camera.cameraId })
export const ownSegment = (world: MatrixWorld) => ({ id: world.manifest.segmentId })
export const recordedRange = (world: MatrixWorld) => ({
  from: toIso(world.recordedAtMs),
  to: toIso(world.recordedAtMs + 60_000),
})
/** Statuses of a route whose other end is not there in the test. */
export const nobodyThere = [200, 302, 502, 503, 504]
