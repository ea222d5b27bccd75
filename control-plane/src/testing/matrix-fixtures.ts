import { toIso } from '@nightjar/shared/domain/time.ts'
import { type MatrixWorld, newName, unknownId } from './matrix-world.ts'

/** How to call one route well, so that only the caller decides the outcome. */
export interface MatrixFixture {
  /** Values of the path's parameters, of the first organisation. */
  readonly params?: (world: MatrixWorld) => Record<string, string>
  readonly query?: (world: MatrixWorld) => Record<string, string>
  readonly body?: (world: MatrixWorld) => unknown
  readonly headers?: Record<string, string>
  /** Statuses that mean "you may": any 2xx or 3xx where left out. 5xx where the test has nobody at the other end. */
  readonly good?: readonly number[]
  /** What the second organisation gets for an object of the first: what an unknown one gets. 404 where `params` is set. */
  readonly foreign?: readonly number[]
}

const password = 'a long enough password'
const camera = (world: MatrixWorld) => ({ id: world.camera.cameraId })
const range = (world: MatrixWorld) => ({
  from: toIso(world.recordedAtMs),
  to: toIso(world.recordedAtMs + 60_000),
})
const segment = (world: MatrixWorld) => ({ id: world.manifest.segmentId })
const nobodyThere = [200, 302, 502, 503, 504]

/** One entry per route, `METHOD path`; the matrix test fails for a route without one. */
export const matrixFixtures: Readonly<Record<string, MatrixFixture>> = {
  'GET /healthz': {},
  'GET /api/v1/openapi.json': {},
  'GET /api/v1/setup': {},
  'POST /api/v1/setup': { body: () => ({ token: 'x', username: 'eve', password }), good: [409, 429] },
  'POST /api/v1/auth/login': { body: () => ({ username: newName('nobody'), password }), good: [401, 429] },
  'POST /api/v1/auth/logout': {},
  'GET /api/v1/me': {},
  'GET /api/v1/users': {},
  'POST /api/v1/users': { body: () => ({ username: newName('user'), password, role: 'viewer' }) },
  'GET /api/v1/sites': {},
  'POST /api/v1/sites': { body: () => ({ name: 'Depot' }) },
  'GET /api/v1/audit': {},
  'GET /api/v1/audit/verification': {},
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
  'POST /api/v1/agents/token': { body: () => ({ assertion: 'x.y.z' }), good: [401, 429] },
  // Nothing was configured for it yet.
  'GET /api/v1/agents/config': { good: [200, 404] },
  'PUT /api/v1/agents/pictures/{commandId}': {
    params: () => ({ commandId: unknownId }),
    headers: { 'content-type': 'image/jpeg' },
    body: () => Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
    // No such command was given.
    good: [404],
  },
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
  'GET /api/v1/agents': {},
  'GET /api/v1/agents/{id}': { params: world => ({ id: world.camera.agentId }) },
  'POST /api/v1/agents/{id}/revoke': { params: world => ({ id: world.camera.agentId }) },
  'GET /api/v1/cameras': {},
  'POST /api/v1/cameras': {
    body: world => ({ name: 'Yard', url: 'rtsp://192.0.2.20/main', agentId: world.camera.agentId }),
    good: [201, ...nobodyThere],
    foreign: [422],
  },
  'POST /api/v1/cameras/probe': {
    body: world => ({ url: 'rtsp://192.0.2.20/main', agentId: world.camera.agentId }),
    good: nobodyThere,
    foreign: [422],
  },
  'GET /api/v1/cameras/{id}': { params: camera },
  'PATCH /api/v1/cameras/{id}': {
    params: camera,
    body: () => ({ name: 'Another name' }),
    good: [200, 409, 428],
  },
  'DELETE /api/v1/cameras/{id}': { params: camera },
  'GET /api/v1/cameras/{id}/timeline': { params: camera, query: range },
  'GET /api/v1/cameras/{id}/segments': { params: camera, query: range },
  'GET /api/v1/cameras/{id}/playlist.m3u8': { params: camera, query: range },
  'GET /api/v1/segments/{id}/media': { params: segment, good: nobodyThere },
  'GET /api/v1/segments/{id}/media.mp4': { params: segment, good: nobodyThere },
  'POST /api/v1/live/tickets': { body: world => ({ cameraId: world.camera.cameraId }), foreign: [404] },
  'GET /archive/*': {},
  'PUT /archive/*': { body: () => 'bytes' },
}
