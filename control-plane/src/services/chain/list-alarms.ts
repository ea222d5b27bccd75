import type { ChainAlarm } from '@nightjar/shared/api/chain.ts'
import { and, asc, eq, isNotNull, ne, or } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { chainSeams } from '../../db/schema/chain-seams.ts'
import { visibleCameras } from '../../policy/visible.ts'
import { hasEarlyEvictions, loadEarlyEvictions } from './load-early-evictions.ts'
import { presentStanding } from './present.ts'
import { seamColumns } from './seam-columns.ts'

/**
 * The chains of cameras that the actor may see whose records are not taken now, or say that recordings were deleted
 * early, in the order of the cameras.
 */
export async function listChainAlarms(context: Context): Promise<ChainAlarm[]> {
  const rows = await context.db
    .select({ camera: cameras, head: chainHeads, seam: seamColumns })
    .from(cameras)
    .innerJoin(chainHeads, eq(chainHeads.cameraId, cameras.id))
    .leftJoin(chainSeams, eq(chainSeams.lineageId, chainHeads.lineageId))
    .where(
      and(
        visibleCameras(context, 'camera.read'),
        or(
          ne(chainHeads.state, 'open'),
          isNotNull(chainHeads.heldSinceMs),
          hasEarlyEvictions(context.db, context.clock.wallMs()),
        ),
      ),
    )
    .orderBy(asc(cameras.id))
  const early = await loadEarlyEvictions(
    context,
    rows.map(({ camera }) => camera.id),
  )
  return rows.map(({ camera, head, seam }) => ({
    cameraId: camera.id,
    cameraName: camera.name,
    siteId: camera.siteId,
    agentId: camera.agentId,
    ...presentStanding({ head, seam }, early.get(camera.id)),
  }))
}
