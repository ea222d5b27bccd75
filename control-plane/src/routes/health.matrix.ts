import type { MatrixFixtures } from '../testing/matrix-fixture.ts'

export const fixtures: MatrixFixtures = {
  'GET /healthz': {},
}
