import type { AgentConfig, CameraConfig } from '@nightjar/shared/protocol/agent-config.ts'
import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { streams } from '../../db/schema/streams.ts'

type CameraRow = typeof cameras.$inferSelect
type StreamRow = typeof streams.$inferSelect

const presentCamera = (camera: CameraRow, own: readonly StreamRow[]): CameraConfig => ({
  cameraId: camera.id,
  name: camera.name,
  addedAtMs: camera.createdAtMs,
  mask: null,
  streams: own.map(stream => ({
    streamId: stream.id,
    roles: stream.roles,
    url: stream.url,
    transport: stream.transport,
  })),
  credentials: camera.credentials,
  recording: camera.recording,
})

/** What the agent's cameras are to do, from the rows as the transaction sees them. */
export async function camerasForAgent(tx: Tx, agentId: string): Promise<AgentConfig['cameras']> {
  const rows = await tx
    .select()
    .from(cameras)
    .where(and(eq(cameras.agentId, agentId), isNull(cameras.deletedAtMs)))
    .orderBy(asc(cameras.id))
  if (rows.length === 0) return []
  const ids = rows.map(row => row.id)
  const own = await tx.select().from(streams).where(inArray(streams.cameraId, ids)).orderBy(asc(streams.place))
  return rows.map(row =>
    presentCamera(
      row,
      own.filter(stream => stream.cameraId === row.id),
    ),
  )
}
