import { randomBytes } from 'node:crypto'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { actingAs, type BaseContext } from '../context/context.ts'
import type { AgentActor } from '../policy/actor.ts'
import { applyRecords } from '../services/recording/apply-records.ts'
import { type MintedOrganisation, mintOrganisation } from './mint.ts'
import { type MintedCamera, mintCamera } from './mint-camera.ts'
import { mintRelay } from './mint-relay.ts'

/** One organisation with one of everything, and a second one whose people must not see any of it. */
export interface MatrixWorld {
  readonly own: MintedOrganisation
  readonly camera: MintedCamera
  readonly manifest: SegmentManifest
  /** A time inside the recorded minute. */
  readonly recordedAtMs: number
  readonly foreign: MintedOrganisation
  readonly foreignAgent: AgentActor
  /** All ids of the first organisation; none may appear in an answer to the second. */
  readonly secrets: readonly string[]
}

export async function buildMatrixWorld(base: BaseContext): Promise<MatrixWorld> {
  const own = await mintOrganisation(base)
  const camera = await mintCamera(base, own)
  const foreign = await mintOrganisation(base)
  const foreignCamera = await mintCamera(base, foreign)
  const startMs = Math.floor(base.clock.wallMs() / 60_000) * 60_000 - 600_000
  const [manifest, entry] = camera.chain.recorded(startMs, startMs + 60_000)
  await mintRelay(base)
  const agent = actingAs(base, camera.actor)
  const records = [manifest, entry]
  await applyRecords(agent, { id: base.ids.next(), cameraId: camera.cameraId, records })
  return {
    own,
    camera,
    manifest,
    recordedAtMs: startMs,
    foreign,
    foreignAgent: foreignCamera.actor,
    secrets: [
      own.id,
      own.siteId,
      own.administrator.actor.id,
      own.viewer.actor.id,
      camera.cameraId,
      camera.agentId,
      camera.streamId,
      manifest.segmentId,
    ],
  }
}

/** An id of the right form that nothing has. */
export const unknownId = '01900000-0000-7000-8000-000000000000'

export const newName = (prefix: string): string => `${prefix}-${randomBytes(4).toString('hex')}`
