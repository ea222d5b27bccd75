import type { MatrixFixtures } from '../testing/matrix-fixture.ts'

export const fixtures: MatrixFixtures = {
  'POST /api/v1/live/tickets': { body: world => ({ cameraId: world.camera.cameraId }), foreign: [404] },
}
