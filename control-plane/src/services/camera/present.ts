import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { ChainStanding } from '@nightjar/shared/api/chain.ts'
import { showCertificate } from '@nightjar/shared/api/shown-certificate.ts'
import { storedWarnings } from '@nightjar/shared/camera-address/suspicious-parts.ts'
import { recordingSettingsSchema, type StreamStatus } from '@nightjar/shared/domain/camera.ts'
import { fingerprintText } from '@nightjar/shared/domain/certificate.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { type ErrorCode, errorCodes } from '@nightjar/shared/errors/codes.ts'
import { and, eq, inArray } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { grantsInForce, holds } from '../../policy/authorize.ts'
import { loadEarlyEvictions } from '../chain/load-early-evictions.ts'
import { loadHeads } from '../chain/load-heads.ts'
import { presentStanding } from '../chain/present.ts'
import type { CameraRow } from './camera-for.ts'
import { loadStreams, type StreamRow } from './load-streams.ts'
import { placesOf } from './places.ts'

type StatusRow = typeof agentStatus.$inferSelect
type ShownState = Pick<Camera['streams'][number], 'state' | 'reason'>

const isoOrNull = (ms: number | null | undefined): string | null => (ms == null ? null : toIso(ms))

/** What to say of a stream: without its agent nothing is known of it but that. */
function stateOf(camera: CameraRow, online: boolean, told: StreamStatus | undefined): ShownState {
  if (!online) return { state: 'waiting', reason: 'agent.offline' }
  if (told) return { state: told.state, reason: told.reason }
  return { state: camera.recording.mode === 'off' ? 'stopped' : 'connecting', reason: null }
}

/** @param exact the agent's own sentence; it may name addresses, so it is for those who may see them. */
function sentenceFor(reason: string | null, exact: string | null): string | null {
  if (reason === null) return null
  const entry = errorCodes[reason as ErrorCode] as (typeof errorCodes)[ErrorCode] | undefined
  return entry ? `${entry.title}. ${exact ?? entry.remedy}` : exact
}

function presentOne(
  camera: CameraRow,
  own: readonly StreamRow[],
  status: StatusRow | undefined,
  chain: ChainStanding,
  full: boolean,
): Camera {
  const online = status?.online ?? false
  const report = status?.report.cameras.find(entry => entry.cameraId === camera.id)
  return {
    id: camera.id,
    siteId: camera.siteId,
    agentId: camera.agentId,
    name: camera.name,
    createdAt: toIso(camera.createdAtMs),
    version: camera.version,
    agentOnline: online,
    recordingNow: online && (report?.recording ?? false),
    hasCredentials: camera.credentials !== null,
    warnings: full ? [...new Set(own.flatMap(stream => storedWarnings(stream.url)))] : [],
    recording: recordingSettingsSchema.parse(camera.recording),
    chain,
    streams: own.map(stream => {
      const told = report?.streams.find(entry => entry.streamId === stream.id)
      const shown = stateOf(camera, online, told)
      return {
        id: stream.id,
        roles: stream.roles,
        url: full ? stream.url : null,
        transport: stream.transport,
        ...shown,
        reasonText: sentenceFor(shown.reason, full && online ? (told?.message ?? null) : null),
        awaits: online && told?.awaits ? { what: told.awaits.what, since: toIso(told.awaits.sinceMs) } : null,
        retryAt: online ? isoOrNull(told?.retryAtMs) : null,
        lastPictureAt: isoOrNull(told?.lastPictureAtMs),
        transportInUse: online ? (told?.transport ?? null) : null,
        tlsPin: full && stream.tlsPin !== null ? fingerprintText(stream.tlsPin) : null,
        shown: full && online && told?.certificate ? showCertificate(told.certificate) : null,
        facts: told?.facts ?? null,
        bitsPerSecond: online ? (told?.bitsPerSecond ?? null) : null,
        lostPercent: online ? (told?.lostPercent ?? null) : null,
      }
    }),
  }
}

/** Cameras with what their agents say of them now, in the order given. An address is for those who may manage the camera. */
export async function presentCameras(context: Context, rows: readonly CameraRow[]): Promise<Camera[]> {
  if (rows.length === 0) return []
  const { db, actor } = context
  const agentIds = [...new Set(rows.map(row => row.agentId))]
  const statuses = await db
    .select()
    .from(agentStatus)
    .where(and(eq(agentStatus.organisationId, actor.organisationId), inArray(agentStatus.agentId, agentIds)))
  const heads = await loadHeads(db, rows)
  const early = await loadEarlyEvictions(
    context,
    rows.map(({ id }) => id),
  )
  const own = await loadStreams(db, rows)
  const places = await placesOf(db, rows, grantsInForce(context, 'camera.manage'))
  return rows.map(row =>
    presentOne(
      row,
      own.filter(stream => stream.cameraId === row.id),
      statuses.find(status => status.agentId === row.agentId),
      presentStanding(
        heads.find(({ head }) => head.cameraId === row.id),
        early.get(row.id),
      ),
      holds(context, 'camera.manage', places.get(row.id)!),
    ),
  )
}

export async function presentCamera(context: Context, row: CameraRow): Promise<Camera> {
  const [camera] = await presentCameras(context, [row])
  return camera!
}
