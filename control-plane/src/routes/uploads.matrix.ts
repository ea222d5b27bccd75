import type { MatrixFixtures } from '../testing/matrix-fixture.ts'

export const fixtures: MatrixFixtures = {
  'POST /api/v1/agents/uploads': {
    body: ({ manifest }) => ({
      segmentId: manifest.segmentId,
      mediaHash: manifest.mediaHash,
      byteLength: manifest.byteLength,
      md5: 'AAAAAAAAAAAAAAAAAAAAAA==',
    }),
    foreign: [409],
  },
  'POST /api/v1/agents/uploads/{segmentId}/complete': {
    params: ({ manifest }) => ({ segmentId: manifest.segmentId }),
    // The bytes were never put there.
    good: [409, 422, 502, 503],
    foreign: [409],
  },
}
