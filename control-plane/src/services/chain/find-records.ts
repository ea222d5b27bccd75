import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type KnownSegment, recordsWantedSchema } from '@nightjar/shared/protocol/agent-chains.ts'
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { claimOfSegment } from '../recording/claim-of-segment.ts'
import { objectOfSegment } from '../recording/object-of-segment.ts'

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
    .leftJoin(ledgerEntries, claimOfSegment())
    .leftJoin(archiveObjects, objectOfSegment())
    .where(and(eq(segments.cameraId, id), eq(segments.agentId, agent.id), inArray(segments.id, segmentIds)))
    .orderBy(asc(segments.fromMs), asc(segments.id))
  return rows.map(({ manifest, entry, evictedAtMs, receipt }) => ({
    manifest,
    entry,
    evicted: evictedAtMs !== null,
    receipt,
  }))
}
