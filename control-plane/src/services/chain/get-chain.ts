import type { Chain, Refusal } from '@nightjar/shared/api/chain.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { chainRefusals } from '../../db/schema/chain-refusals.ts'
import { chainSeams } from '../../db/schema/chain-seams.ts'
import { type CameraRow, cameraFor } from '../camera/camera-for.ts'
import { loadEarlyEvictions } from './load-early-evictions.ts'
import { presentSeam, presentStanding } from './present.ts'
import { seamColumns } from './seam-columns.ts'

const refusalsQuerySchema = z.object({ limit: z.coerce.number().int().min(1).max(20).default(20) })
/** The timeline of their time has the others. */
const seamsShown = 100

/** The chain of a camera: whether its records are taken, what was refused, where it begins anew. */
export async function getChain(context: Context, cameraId: unknown): Promise<Chain> {
  return describeChain(context, await cameraFor(context.db, context, 'camera.read', parse(idSchema, cameraId)))
}

/** As {@link getChain}, of a camera that a step has given. */
export async function describeChain(context: Context, { id: cameraId }: CameraRow): Promise<Chain> {
  const { db } = context
  const [head] = await db.select().from(chainHeads).where(eq(chainHeads.cameraId, cameraId))
  const newest = await db
    .select(seamColumns)
    .from(chainSeams)
    .where(eq(chainSeams.cameraId, cameraId))
    .orderBy(desc(chainSeams.ordinal))
    .limit(seamsShown)
  const seams = newest.toReversed()
  const [refused] = await db
    .select({ atMs: chainRefusals.atMs, reason: chainRefusals.reason })
    .from(chainRefusals)
    .where(eq(chainRefusals.cameraId, cameraId))
    .orderBy(desc(chainRefusals.atMs))
    .limit(1)
  const early = await loadEarlyEvictions(context, [cameraId])
  return {
    cameraId,
    ...presentStanding(head && { head, seam: seams.at(-1) ?? null }, early.get(cameraId)),
    seams: seams.map(presentSeam),
    refused: refused ? { at: toIso(refused.atMs), reason: refused.reason } : null,
  }
}

/** What was refused of a camera, as it came, the newest first: evidence, for those who decide. */
export async function listRefusals(context: Context, cameraId: unknown, query: unknown = {}): Promise<Refusal[]> {
  const camera = await cameraFor(context.db, context, 'camera.manage', parse(idSchema, cameraId))
  const { limit } = parse(refusalsQuerySchema, query)
  const rows = await context.db
    .select()
    .from(chainRefusals)
    .where(eq(chainRefusals.cameraId, camera.id))
    .orderBy(desc(chainRefusals.atMs))
    .limit(limit)
  return rows.map(({ id, atMs, reason, records }) => ({
    id,
    at: toIso(atMs),
    reason,
    records: JSON.parse(records) as unknown[],
  }))
}
