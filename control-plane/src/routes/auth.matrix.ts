import type { MatrixFixtures } from '../testing/matrix-fixture.ts'
import { password } from '../testing/matrix-parts.ts'
import { newName } from '../testing/matrix-world.ts'

export const fixtures: MatrixFixtures = {
  'POST /api/v1/auth/login': { body: () => ({ username: newName('nobody'), password }), good: [401, 429] },
  'POST /api/v1/auth/logout': {},
}
