import type { CameraConfig, WholeConfig } from '@nightjar/shared/protocol/config/document.ts'
import { and, asc, inArray, isNull } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import type { Db, Tx } from '../../db/client.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { streams } from '../../db/schema/streams.ts'

type CameraRow = typeof cameras.$inferSelect
type StreamRow = typeof streams.$inferSelect

function buildCamera(camera: CameraRow, own: readonly StreamRow[]): Required<CameraConfig> {
  const { credentials } = camera
  const isBound = credentials !== null && 'endpoints' in credentials
  const { mode, segmentSeconds, retentionDays, quotaBytes, audio, keepDamaged } = camera.recording
  return {
    cameraId: camera.id,
    name: camera.name,
    addedAtMs: camera.createdAtMs,
    mask: null,
    streams: own.map(({ id, roles, url, transport }) => ({ streamId: id, roles, url, transport: fixed(transport) })),
    credentials: isBound ? null : credentials,
    boundCredentials: isBound ? credentials : null,
    recording: { mode, segmentSeconds, retentionDays, quotaBytes, audio },
    transport: own.some(({ transport }) => transport === 'auto') ? 'auto' : null,
    tlsPins: pinsOf(own),
    // Cameras from before the setting have no value of it: they are like new ones.
    loss: keepDamaged === false ? { keepDamaged } : null,
  }
}

/** What an agent that cannot choose does. */
const fixed = (transport: StreamRow['transport']) => (transport === 'auto' ? 'tcp' : transport)

function pinsOf(own: readonly StreamRow[]): Required<CameraConfig>['tlsPins'] {
  const pins = own.flatMap(({ id, tlsPin }) => (tlsPin === null ? [] : [{ streamId: id, spkiSha256: tlsPin }]))
  return pins.length === 0 ? null : pins
}

/** Every section of these agents and of their cameras, from the rows as `db` sees them, by agent. */
export async function buildConfigs(
  db: Db | Tx,
  { fleet }: Pick<BaseContext, 'fleet'>,
  agentIds: readonly string[],
): Promise<ReadonlyMap<string, WholeConfig>> {
  const rows = await db
    .select()
    .from(cameras)
    .where(and(inArray(cameras.agentId, [...agentIds]), isNull(cameras.deletedAtMs)))
    .orderBy(asc(cameras.id))
  const ids = rows.map(row => row.id)
  const own =
    ids.length === 0
      ? []
      : await db.select().from(streams).where(inArray(streams.cameraId, ids)).orderBy(asc(streams.place))
  const streamsOf = Map.groupBy(own, stream => stream.cameraId)
  const camerasOf = Map.groupBy(rows, row => row.agentId)
  return new Map(
    agentIds.map(agentId => [
      agentId,
      {
        relays: [...fleet.relays],
        cameras: (camerasOf.get(agentId) ?? []).map(row => buildCamera(row, streamsOf.get(row.id) ?? [])),
      },
    ]),
  )
}
