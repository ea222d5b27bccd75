import type { MatrixFixtures } from '../testing/matrix-fixture.ts'
import { nobodyThere, ownCamera, ownSegment, recordedRange } from '../testing/matrix-parts.ts'

export const fixtures: MatrixFixtures = {
  'GET /api/v1/cameras/{id}/segments': { params: ownCamera, query: recordedRange },
  'GET /api/v1/cameras/{id}/playlist.m3u8': { params: ownCamera, query: recordedRange },
  'GET /api/v1/segments/{id}/media': { params: ownSegment, good: nobodyThere },
  'GET /api/v1/segments/{id}/init.mp4': { params: ownSegment, good: nobodyThere },
  'GET /api/v1/segments/{id}/fragments.mp4': { params: ownSegment, query: () => ({ runZero: '0' }), good: nobodyThere },
}
