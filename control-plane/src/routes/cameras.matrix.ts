import type { MatrixFixtures } from '../testing/matrix-fixture.ts'
import { nobodyThere, ownCamera } from '../testing/matrix-parts.ts'

export const fixtures: MatrixFixtures = {
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
  'GET /api/v1/cameras/{id}': { params: ownCamera },
  'PATCH /api/v1/cameras/{id}': {
    params: ownCamera,
    body: () => ({ name: 'Another name' }),
    good: [200, 409, 428],
  },
  'POST /api/v1/cameras/{id}/adopt-key': {
    params: ownCamera,
    body: world => ({ streamId: world.camera.streamId, tlsPin: `${'A'.repeat(43)}=`, replaces: null }),
    // The camera of the fixture has no encrypted stream.
    good: [422],
  },
  'POST /api/v1/cameras/adopt-keys': {
    body: ({ camera }) => ({
      tlsPin: `${'A'.repeat(43)}=`,
      cameras: [{ cameraId: camera.cameraId, streamId: camera.streamId, replaces: null }],
    }),
    // The camera of the fixture has no encrypted stream.
    good: [422],
    foreign: [404],
  },
  'DELETE /api/v1/cameras/{id}': { params: ownCamera },
}
