import type { MatrixFixtures } from '../testing/matrix-fixture.ts'

export const fixtures: MatrixFixtures = {
  'GET /api/v1/audit': {},
  'GET /api/v1/audit/verification': {},
}
