import type { MatrixFixtures } from '../testing/matrix-fixture.ts'
import { password } from '../testing/matrix-parts.ts'

export const fixtures: MatrixFixtures = {
  'GET /api/v1/setup': {},
  'POST /api/v1/setup/token': { body: () => ({ token: 'x' }), good: [409, 429] },
  'POST /api/v1/setup': { body: () => ({ token: 'x', username: 'eve', password }), good: [409, 429] },
}
