import type { Seam } from '@nightjar/shared/api/chain.ts'
import { and, asc, eq, gte, lt } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { chainSeams } from '../../db/schema/chain-seams.ts'
import type { WatchedCamera } from '../camera/watched-camera.ts'
import { presentSeam } from './present.ts'
import { seamColumns, seamPlacedAtMs } from './seam-columns.ts'

/** Where the chain of a camera that a step has given begins anew within [fromMs, toMs), oldest first. */
export async function loadSeams(
  db: Db,
  { id: cameraId }: WatchedCamera,
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<Seam[]> {
  const rows = await db
    .select(seamColumns)
    .from(chainSeams)
    .where(and(eq(chainSeams.cameraId, cameraId), gte(seamPlacedAtMs, range.fromMs), lt(seamPlacedAtMs, range.toMs)))
    .orderBy(asc(seamPlacedAtMs), asc(chainSeams.ordinal))
  return rows.map(presentSeam)
}
