import type { MatrixFixtures } from '../testing/matrix-fixture.ts'

export const fixtures: MatrixFixtures = {
  'GET /api/v1/agents': {},
  'GET /api/v1/agents/{id}': { params: world => ({ id: world.camera.agentId }) },
  'POST /api/v1/agents/{id}/revoke': { params: world => ({ id: world.camera.agentId }) },
}
