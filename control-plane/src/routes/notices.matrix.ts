import type { MatrixFixtures } from '../testing/matrix-fixture.ts'

export const fixtures: MatrixFixtures = {
  'GET /api/v1/notices': {},
}
