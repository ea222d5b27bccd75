import type { MatrixFixtures } from '../testing/matrix-fixture.ts'
import { ownCamera } from '../testing/matrix-parts.ts'

export const fixtures: MatrixFixtures = {
  'GET /api/v1/chains': {},
  'GET /api/v1/cameras/{id}/chain': { params: ownCamera },
  'GET /api/v1/cameras/{id}/chain/refusals': { params: ownCamera },
  'POST /api/v1/cameras/{id}/chain/resume': { params: ownCamera },
  // Nothing is frozen.
  'POST /api/v1/cameras/{id}/chain/begin-anew': { params: ownCamera, good: [409] },
}
