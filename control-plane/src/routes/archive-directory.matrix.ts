import type { MatrixFixtures } from '../testing/matrix-fixture.ts'

export const fixtures: MatrixFixtures = {
  'GET /archive/*': {},
  'PUT /archive/*': { body: () => 'bytes' },
}
