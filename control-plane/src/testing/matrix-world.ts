import { randomBytes } from 'node:crypto'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { actingAs, type BaseContext } from '../context/context.ts'
import type { AgentActor } from '../policy/actor.ts'
import { applyRecords } from '../services/recording/apply-records.ts'
import { loadRelays } from '../services/relay/load-relays.ts'
import { type MintedOrganisation, type MintedUser, mintOrganisation } from './mint.ts'
import { type MintedCamera, mintCamera } from './mint-camera.ts'
import { mintMember, mintSite, watching } from './mint-grants.ts'
import { mintRelay } from './mint-relay.ts'

/**
 * One organisation with two cameras at two sites, and a second organisation whose people must not see any of it. What
 * fixtures ask for is of the first camera.
 */
export interface MatrixWorld {
  readonly own: MintedOrganisation
  readonly camera: MintedCamera
  readonly manifest: SegmentManifest
  /** A time inside the recorded minute. */
  readonly recordedAtMs: number
  /** May watch the first camera, and nothing else. */
  readonly oneCameraViewer: MintedUser
  /** May watch the second camera, and nothing else. */
  readonly otherCameraViewer: MintedUser
  /** Might watch the first camera until a moment ago. */
  readonly endedViewer: MintedUser
  readonly foreign: MintedOrganisation
  readonly foreignAgent: AgentActor
  /** Ids of the first organisation that say something of each camera, and of what belongs to nobody's camera. */
  readonly secrets: Readonly<Record<'camera' | 'otherCamera' | 'organisation', readonly string[]>>
}

export async function buildMatrixWorld(base: BaseContext): Promise<MatrixWorld> {
  const own = await mintOrganisation(base)
  const otherSiteId = await mintSite(base, own.id)
  const camera = await mintCamera(base, own)
  const otherCamera = await mintCamera(base, { id: own.id, siteId: otherSiteId })
  const foreign = await mintOrganisation(base)
  const foreignCamera = await mintCamera(base, foreign)
  if ((await loadRelays(base)).length === 0) await mintRelay(base)
  const nowMs = base.clock.wallMs()
  const recordedAtMs = Math.floor(nowMs / 60_000) * 60_000 - 600_000
  const manifest = await record(base, camera, recordedAtMs)
  const otherManifest = await record(base, otherCamera, recordedAtMs)
  const viewerOf = ({ cameraId }: MintedCamera, untilMs?: number) =>
    mintMember(base, own.id, {
      permissions: watching,
      scope: { kind: 'camera', id: cameraId },
      ...(untilMs !== undefined && { untilMs }),
    })
  return {
    own,
    camera,
    manifest,
    recordedAtMs,
    oneCameraViewer: await viewerOf(camera),
    otherCameraViewer: await viewerOf(otherCamera),
    endedViewer: await viewerOf(camera, nowMs),
    foreign,
    foreignAgent: foreignCamera.actor,
    secrets: {
      camera: [...idsOf(camera), manifest.segmentId, own.siteId],
      otherCamera: [...idsOf(otherCamera), otherManifest.segmentId, otherSiteId],
      organisation: [own.id, own.administrator.actor.id, own.viewer.actor.id],
    },
  }
}

const idsOf = ({ cameraId, agentId, streamId, smallStreamId }: MintedCamera) => [
  cameraId,
  agentId,
  streamId,
  smallStreamId,
]

/** A minute of it. */
async function record(base: BaseContext, camera: MintedCamera, startMs: number): Promise<SegmentManifest> {
  const [manifest, entry] = camera.chain.recorded(startMs, startMs + 60_000)
  const records = [manifest, entry]
  await applyRecords(actingAs(base, camera.actor), { id: base.ids.next(), cameraId: camera.cameraId, records })
  return manifest
}

/** An id of the right form that nothing has. */
export const unknownId = '01900000-0000-7000-8000-000000000000'

export const newName = (prefix: string): string => `${prefix}-${randomBytes(4).toString('hex')}`
