import { inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'

/** The heads of cameras that a step or a predicate has given; none for a camera of which nothing has come yet. */
export const loadHeads = (db: Db, cameras: readonly { readonly id: string }[]) =>
  db
    .select()
    .from(chainHeads)
    .where(
      inArray(
        chainHeads.cameraId,
        cameras.map(({ id }) => id),
      ),
    )
