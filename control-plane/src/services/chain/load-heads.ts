import { eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { chainSeams } from '../../db/schema/chain-seams.ts'
import { seamColumns } from './seam-columns.ts'

/** The heads, with the seam behind which they are, of cameras that a step or a predicate has given; none for a camera of which nothing has come yet. */
export const loadHeads = (db: Db, cameras: readonly { readonly id: string }[]) =>
  db
    .select({ head: chainHeads, seam: seamColumns })
    .from(chainHeads)
    .leftJoin(chainSeams, eq(chainSeams.lineageId, chainHeads.lineageId))
    .where(
      inArray(
        chainHeads.cameraId,
        cameras.map(({ id }) => id),
      ),
    )
