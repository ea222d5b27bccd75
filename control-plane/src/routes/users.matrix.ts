import type { MatrixFixtures } from '../testing/matrix-fixture.ts'
import { password } from '../testing/matrix-parts.ts'
import { newName } from '../testing/matrix-world.ts'

export const fixtures: MatrixFixtures = {
  'GET /api/v1/users': {},
  'POST /api/v1/users': { body: () => ({ username: newName('user'), password, role: 'viewer' }) },
}
