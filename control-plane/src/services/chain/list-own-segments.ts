import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { ownSegmentsQuerySchema } from '@nightjar/shared/protocol/agent-chains.ts'
import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { segments } from '../../db/schema/segments.ts'
import { authorizeAgent } from '../../policy/authorize.ts'

const pageSize = 1000

/**
 * What the agent that asks is said to hold of a camera: ids of its segments that were applied and not said to be deleted,
 * a page of them, in order. An agent that lost its index learns by it what it deleted without having said so.
 * @throws AppError `resource.not-found` where the camera never was one of this agent's; `input.invalid`.
 */
export async function listOwnSegments(context: Context, cameraId: unknown, query: unknown): Promise<string[]> {
  const agent = authorizeAgent(context)
  const id = parse(idSchema, cameraId)
  const { after } = parse(ownSegmentsQuerySchema, query)
  const own = and(eq(cameras.organisationId, agent.organisationId), eq(cameras.id, id), eq(cameras.agentId, agent.id))
  if ((await context.db.$count(cameras, own)) === 0) throw new AppError('resource.not-found')
  const behind = after === undefined ? undefined : gt(segments.id, after)
  const rows = await context.db
    .select({ id: segments.id })
    .from(segments)
    .where(and(eq(segments.cameraId, id), eq(segments.agentId, agent.id), isNull(segments.evictedAtMs), behind))
    .orderBy(asc(segments.id))
    .limit(pageSize)
  return rows.map(row => row.id)
}
