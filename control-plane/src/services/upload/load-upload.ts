import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import { and, eq } from 'drizzle-orm'
import { segmentObjectKey } from '../../archive/object-key.ts'
import type { Db } from '../../db/client.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { segments } from '../../db/schema/segments.ts'
import type { AgentActor } from '../../policy/actor.ts'
import { objectOfSegment } from '../recording/object-of-segment.ts'

/** A segment that its agent may bring into the archive, or has. */
export interface Upload {
  readonly manifest: SegmentManifest
  /** Chosen by us alone: organisation and agent come from the token, the rest from the signed manifest. */
  readonly objectKey: string
  /** null: not stored yet. */
  readonly receipt: Receipt | null
}

/** @throws AppError `resource.conflict` where no manifest of this agent is known: it has to come first. */
export async function loadUpload(db: Db, agent: AgentActor, segmentId: string): Promise<Upload> {
  const [row] = await db
    .select({ manifest: segments.manifest, receipt: archiveObjects.receipt })
    .from(segments)
    .leftJoin(archiveObjects, objectOfSegment())
    .where(
      and(
        eq(segments.organisationId, agent.organisationId),
        eq(segments.agentId, agent.id),
        eq(segments.id, segmentId),
      ),
    )
  if (row === undefined)
    throw new AppError('resource.conflict', { message: 'The manifest of this segment is not known; send it first.' })
  const { manifest, receipt } = row
  const objectKey = segmentObjectKey({ ...manifest, organisationId: agent.organisationId, agentId: agent.id })
  return { manifest, objectKey, receipt }
}
