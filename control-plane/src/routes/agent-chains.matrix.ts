import { lineageStatement } from '../testing/lineage-statement.ts'
import type { MatrixFixtures } from '../testing/matrix-fixture.ts'
import type { MatrixWorld } from '../testing/matrix-world.ts'

const params = (world: MatrixWorld) => ({ cameraId: world.camera.cameraId })

export const fixtures: MatrixFixtures = {
  'GET /api/v1/agents/chains': {},
  'POST /api/v1/agents/chains/{cameraId}/lineages': {
    params,
    body: world => lineageStatement(world.camera.chain, { follows: world.camera.chain.place() }),
  },
  'GET /api/v1/agents/chains/{cameraId}/segments': { params },
  'POST /api/v1/agents/chains/{cameraId}/records': {
    params,
    body: world => ({ segmentIds: [world.manifest.segmentId] }),
  },
}
