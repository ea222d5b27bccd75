import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type KnownSegment, recordsWantedSchema } from '@nightjar/shared/protocol/agent-chains.ts'
import { and, asc, eq, gte, inArray, lt } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import { authorizeAgent } from '../../policy/authorize.ts'

/**
 * Of segments that an agent holds as files without knowing their records: those whose records were applied, in the order
 * of time, as the agent signed them once.
 * @throws AppError `resource.not-found` where the camera never was one of this agent's; `input.invalid`.
 */
export async function findOwnRecords(context: Context, cameraId: unknown, body: unknown): Promise<KnownSegment[]> {
  const agent = authorizeAgent(context)
  const id = parse(idSchema, cameraId)
  const { segmentIds } = parse(recordsWantedSchema, body)
  const own = and(eq(cameras.organisationId, agent.organisationId), eq(cameras.id, id), eq(cameras.agentId, agent.id))
  if ((await context.db.$count(cameras, own)) === 0) throw new AppError('resource.not-found')
  const rows = await context.db
    .select({
      manifest: segments.manifest,
      entry: ledgerEntries.entry,
      evictedAtMs: segments.evictedAtMs,
      receipt: archiveObjects.receipt,
    })
    .from(segments)
    .leftJoin(
      ledgerEntries,
      and(
        eq(ledgerEntries.cameraId, segments.cameraId),
        eq(ledgerEntries.segmentId, segments.id),
        eq(ledgerEntries.state, 'recorded'),
        // The entry is of the segment's own time: found by the index on time.
        gte(ledgerEntries.fromMs, segments.fromMs),
        lt(ledgerEntries.fromMs, segments.toMs),
      ),
    )
    .leftJoin(archiveObjects, eq(archiveObjects.segmentId, segments.id))
    .where(and(eq(segments.cameraId, id), eq(segments.agentId, agent.id), inArray(segments.id, segmentIds)))
    .orderBy(asc(segments.fromMs), asc(segments.id))
  return rows.map(({ manifest, entry, evictedAtMs, receipt }) => ({
    manifest,
    entry,
    evicted: evictedAtMs !== null,
    receipt,
  }))
}
