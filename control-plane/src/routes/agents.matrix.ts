import type { MatrixFixtures } from '../testing/matrix-fixture.ts'
import { unknownId } from '../testing/matrix-world.ts'

export const fixtures: MatrixFixtures = {
  'GET /api/v1/agents': {},
  'GET /api/v1/agents/{id}': { params: world => ({ id: world.camera.agentId }) },
  'POST /api/v1/agents/{id}/continue': {
    params: world => ({ id: world.camera.agentId }),
    body: () => ({ copyId: unknownId }),
    // It is on one machine.
    good: [409],
  },
  'POST /api/v1/agents/{id}/revoke': { params: world => ({ id: world.camera.agentId }) },
}
