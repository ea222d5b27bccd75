import type { MatrixFixtures } from '../testing/matrix-fixture.ts'

export const fixtures: MatrixFixtures = {
  'POST /api/v1/sites/{id}/enrolments': { params: ({ own }) => ({ id: own.siteId }) },
  'POST /api/v1/agents/enrol': {
    body: () => ({
      code: '0'.repeat(26),
      hostname: 'stranger',
      software: '1',
      publicKey: 'A'.repeat(43),
      sealingKey: 'A'.repeat(43),
      proof: 'A'.repeat(86),
    }),
    good: [401, 429],
  },
}
