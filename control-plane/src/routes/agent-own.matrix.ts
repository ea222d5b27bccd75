import type { MatrixFixtures } from '../testing/matrix-fixture.ts'
import { unknownId } from '../testing/matrix-world.ts'

export const fixtures: MatrixFixtures = {
  'POST /api/v1/agents/token': { body: () => ({ assertion: 'x.y.z' }), good: [401, 429] },
  // Nothing was configured for it yet.
  'GET /api/v1/agents/config': { good: [200, 404] },
  'PUT /api/v1/agents/pictures/{commandId}': {
    params: () => ({ commandId: unknownId }),
    headers: { 'content-type': 'image/jpeg' },
    body: () => Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
    // No such command was given.
    good: [404],
  },
}
