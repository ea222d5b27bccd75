import type { MatrixFixtures } from '../testing/matrix-fixture.ts'
import { ownCamera, recordedRange } from '../testing/matrix-parts.ts'

export const fixtures: MatrixFixtures = {
  'GET /api/v1/cameras/{id}/timeline': { params: ownCamera, query: recordedRange },
}
