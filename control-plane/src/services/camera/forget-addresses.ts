import { and, eq, inArray, isNotNull, or, sql } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { commands } from '../../db/schema/commands.ts'
import { streams } from '../../db/schema/streams.ts'
import type { CameraRow } from './camera-for.ts'
import { loadStreams } from './load-streams.ts'

/** Takes out the streams of a camera that goes, and the probes that were made of it before. */
export async function forgetAddresses(tx: Tx, camera: CameraRow): Promise<void> {
  const own = await loadStreams(tx, [camera])
  if (own.length === 0) return
  const ids = own.map(stream => stream.id)
  await tx.delete(streams).where(and(eq(streams.organisationId, camera.organisationId), inArray(streams.id, ids)))
  const probesOfIt = own.map(({ url }) => sql`starts_with(${commands.body} ->> 'url', ${placeOf(url)})`)
  await tx.delete(commands).where(
    and(
      eq(commands.organisationId, camera.organisationId),
      eq(commands.agentId, camera.agentId),
      // Somebody waits for one that is open.
      isNotNull(commands.finishedAtMs),
      sql`${commands.body} ->> 'verb' = 'camera.probe'`,
      or(...probesOfIt),
    ),
  )
}

/** Up to the slash after the host. */
const placeOf = (url: string): string => /^[a-z]+:\/\/[^/]*/.exec(url)![0]
