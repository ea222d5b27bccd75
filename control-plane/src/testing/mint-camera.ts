import type { CameraReport } from '@nightjar/shared/protocol/messages/agent-status.ts'
import type { BaseContext } from '../context/context.ts'
import { agentStatus } from '../db/schema/agent-status.ts'
import { agents } from '../db/schema/agents.ts'
import { cameraRetentions } from '../db/schema/camera-retentions.ts'
import { cameras } from '../db/schema/cameras.ts'
import { streams } from '../db/schema/streams.ts'
import type { AgentActor } from '../policy/actor.ts'
import { makeChain, newOwner } from './make-chain.ts'
import type { MintedOrganisation } from './mint.ts'

/** An enrolled agent with one camera of two streams, online, and the pen with which it writes its records. */
export async function mintCamera(
  base: BaseContext,
  organisation: Pick<MintedOrganisation, 'id' | 'siteId'>,
  given: { readonly addedAtMs?: number } = {},
) {
  const owner = { ...newOwner(), organisationId: organisation.id, siteId: organisation.siteId }
  const { organisationId, siteId, agentId, cameraId, streamId } = owner
  const nowMs = base.clock.wallMs()
  const smallStreamId = base.ids.next()
  await base.db.insert(agents).values({
    id: agentId,
    organisationId,
    siteId,
    hostname: 'test-agent',
    software: '0.1.0',
    publicKey: owner.publicKey,
    sealingKey: newOwner().publicKey,
    enrolledAtMs: nowMs,
  })
  await base.db.insert(cameras).values({
    id: cameraId,
    organisationId,
    siteId,
    agentId,
    name: 'Test camera',
    credentials: null,
    recording: {
      mode: 'continuous',
      segmentSeconds: 60,
      retentionDays: 7,
      quotaBytes: null,
      audio: false,
      keepDamaged: true,
    },
    version: 1,
    // Tests record whenever it suits them.
    createdAtMs: given.addedAtMs ?? 0,
  })
  await base.db
    .insert(cameraRetentions)
    .values({ organisationId, cameraId, version: 0, retentionDays: 7, quotaBytes: null })
  const stream = { organisationId, cameraId, url: 'rtsp://192.0.2.10/main', transport: 'tcp' as const }
  await base.db.insert(streams).values([
    { ...stream, id: streamId, roles: ['record'], place: 0 },
    { ...stream, id: smallStreamId, roles: ['live'], place: 1 },
  ])
  const actor: AgentActor = { kind: 'agent', id: agentId, organisationId, siteId }
  const minted = { actor, agentId, cameraId, streamId, smallStreamId, chain: makeChain(owner) }
  await reportStatus(base, minted, { online: true, openSegmentStartMs: null })
  return minted
}
export type MintedCamera = Awaited<ReturnType<typeof mintCamera>>

/** What the link role writes when a heartbeat comes, or does not. */
export async function reportStatus(
  base: BaseContext,
  of: Pick<MintedCamera, 'actor' | 'cameraId'>,
  status: {
    online: boolean
    openSegmentStartMs: number | null
    streams?: CameraReport['streams']
    startedAtMs?: number
    protocol?: number
  },
): Promise<void> {
  const nowMs = base.clock.wallMs()
  const camera: CameraReport = {
    cameraId: of.cameraId,
    recording: status.openSegmentStartMs !== null,
    openSegmentStartMs: status.openSegmentStartMs,
    streams: status.streams ?? [],
  }
  const row = {
    organisationId: of.actor.organisationId,
    online: status.online,
    lastSeenAtMs: nowMs,
    changedAtMs: nowMs,
    report: {
      state: 'online' as const,
      sentAtMs: nowMs,
      startedAtMs: status.startedAtMs ?? nowMs,
      software: '0.1.0',
      protocol: status.protocol ?? 1,
      hostname: 'test-agent',
      configVersion: 1,
      cameras: [camera],
      outboxDepth: 0,
      mirrorBacklog: { segments: 0, bytes: 0, oldestMs: null },
      disk: null,
      loopbackCameras: 'none' as const,
      warnings: [],
    },
  }
  await base.db
    .insert(agentStatus)
    .values({ agentId: of.actor.id, ...row })
    .onConflictDoUpdate({ target: agentStatus.agentId, set: row })
}
