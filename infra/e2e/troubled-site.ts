import { agentStatus } from '@nightjar/control-plane/db/schema/agent-status.ts'
import { agents } from '@nightjar/control-plane/db/schema/agents.ts'
import { cameras } from '@nightjar/control-plane/db/schema/cameras.ts'
import { streams } from '@nightjar/control-plane/db/schema/streams.ts'
import { freezeAgent } from '@nightjar/control-plane/services/agent/freeze-agent.ts'
import { applyRecords } from '@nightjar/control-plane/services/recording/apply-records.ts'
import type { Harness } from '@nightjar/control-plane/testing/harness.ts'
import type { MintedOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { type MintedCamera, mintCamera } from '@nightjar/control-plane/testing/mint-camera.ts'
import type { StreamStatus } from '@nightjar/shared/domain/camera.ts'
import type { CameraReport } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { eq } from 'drizzle-orm'

const minuteMs = 60_000

/** What the agent of a camera says of it, and of others that it runs. */
async function report(harness: Harness, { agentId }: MintedCamera, own: readonly CameraReport[]): Promise<void> {
  const { db } = harness.base
  const [row] = await db.select().from(agentStatus).where(eq(agentStatus.agentId, agentId))
  await db
    .update(agentStatus)
    .set({ report: { ...row!.report, cameras: [...own] } })
    .where(eq(agentStatus.agentId, agentId))
}

const told = (streamId: string, change: Partial<StreamStatus>): StreamStatus => ({
  streamId,
  state: 'streaming',
  reason: null,
  retryAtMs: null,
  lastPictureAtMs: null,
  facts: { codec: 'h264', codecString: 'avc1.640028', width: 1920, height: 1080, frameRate: 25, audio: null },
  bitsPerSecond: 2_400_000,
  ...change,
})

/** A recorder with three channels that answers with a key that nobody adopted. */
export async function mintRecorder(harness: Harness, own: MintedOrganisation): Promise<MintedCamera> {
  const { db, ids } = harness.base
  const first = await mintCamera(harness.base, own)
  const [like] = await db.select().from(cameras).where(eq(cameras.id, first.cameraId))
  const channels = [first.cameraId, ids.next(), ids.next()]
  const reports: CameraReport[] = []
  for (const [index, cameraId] of channels.entries()) {
    const url = `rtsps://192.0.2.30/channel/${index + 1}`
    const name = `Recorder, channel ${index + 1}`
    const streamId = index === 0 ? first.streamId : ids.next()
    if (index === 0) {
      await db.update(cameras).set({ name }).where(eq(cameras.id, cameraId))
      await db.update(streams).set({ url }).where(eq(streams.cameraId, cameraId))
    } else {
      await db.insert(cameras).values({ ...like!, id: cameraId, name })
      const { organisationId } = like!
      await db
        .insert(streams)
        .values({ id: streamId, organisationId, cameraId, url, roles: ['record'], transport: 'auto', place: 0 })
    }
    const certificate = { spkiSha256: `${'A'.repeat(43)}=`, subject: 'CN=recorder', validFromMs: 0, validToMs: null }
    const untrusted = { state: 'waiting', reason: 'camera.untrusted', certificate, facts: null } as const
    reports.push({ cameraId, recording: false, openSegmentStartMs: null, streams: [told(streamId, untrusted)] })
  }
  await report(harness, first, reports)
  return first
}

/**
 * A camera that loses packets, with an address that holds a secret, and four minutes of recordings from `fromMs` on; the
 * second and the third have damaged pictures.
 */
export async function mintLossyCamera(
  harness: Harness,
  own: MintedOrganisation,
): Promise<{ readonly camera: MintedCamera; readonly fromMs: number }> {
  const t0 = Math.floor(harness.clock.wallMs() / minuteMs) * minuteMs - 30 * minuteMs
  const camera = await mintCamera(harness.base, own, { addedAtMs: t0 })
  const { db } = harness.base
  await db.update(cameras).set({ name: 'Harbour' }).where(eq(cameras.id, camera.cameraId))
  await db
    .update(streams)
    .set({ url: 'rtsp://192.0.2.10/main?accesstoken=4711' })
    .where(eq(streams.id, camera.streamId))
  const at = (minute: number) => t0 + minute * minuteMs
  const records = [0, 1, 2, 3].flatMap(minute =>
    camera.chain.recorded(at(minute), at(minute + 1), minute === 1 || minute === 2 ? { damagedPictures: 12 } : {}),
  )
  await applyRecords(harness.as(camera.actor), { id: harness.base.ids.next(), cameraId: camera.cameraId, records })
  const losing = told(camera.streamId, {
    lostPercent: 2.1,
    transport: { over: 'udp', because: 'chosen' },
    lastPictureAtMs: harness.clock.wallMs(),
  })
  const reported = { cameraId: camera.cameraId, recording: true, openSegmentStartMs: at(29), streams: [losing] }
  await report(harness, camera, [reported])
  return { camera, fromMs: t0 }
}

/** Two machines with one agent's identity. */
export async function mintCopiedAgent(harness: Harness, own: MintedOrganisation): Promise<void> {
  const camera = await mintCamera(harness.base, own)
  const { db, clock } = harness.base
  await db.update(cameras).set({ name: 'Barn' }).where(eq(cameras.id, camera.cameraId))
  const [agent] = await db.select().from(agents).where(eq(agents.id, camera.agentId))
  const holder = (hostname: string) => ({
    valueHash: hostname.padEnd(64, '0'),
    holder: { hostname, machine: null, startId: hostname, address: '192.0.2.77', seenAtMs: clock.wallMs() - minuteMs },
  })
  await db.transaction(tx => freezeAgent(tx, harness.base, agent!, [holder('nuc-barn'), holder('nuc-barn-restored')]))
}
