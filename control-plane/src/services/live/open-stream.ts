import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { openRequestSchema } from '@nightjar/shared/live/relay-api.ts'
import { streamOpen } from '@nightjar/shared/protocol/commands/stream-open.ts'
import { and, desc, eq, isNotNull, isNull, or } from 'drizzle-orm'
import { actingAs, type BaseContext } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { liveTickets } from '../../db/schema/live-tickets.ts'
import type { UserActor } from '../../policy/actor.ts'
import { watchedCameraFor } from '../camera/watched-camera.ts'
import type { RunCommand } from '../command/run-command.ts'
import { mayWatch, standingOf } from './viewer-standing.ts'

/**
 * Has an agent push a stream to the relay that asks, in the name of a viewer whose ticket it redeemed: a relay has no
 * rights of its own, so without such a viewer there is no picture.
 * @throws AppError `auth.forbidden` without a viewer, `agent.offline`, or the agent's own code. An agent that has not
 *   answered yet is no error: the relay waits longer than we do.
 */
export async function openStream(base: BaseContext, run: RunCommand, input: unknown): Promise<void> {
  const request = parse(openRequestSchema, input)
  const { cameraId, streamId, relay, publishTicket } = request
  const context = actingAs(base, await viewerOf(base, cameraId, streamId))
  const camera = await watchedCameraFor(base.db, context, 'live.view', cameraId)
  try {
    await run(context, camera.agentId, streamOpen, { cameraId, streamId, relay, publishTicket })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'agent.timeout') throw error
  }
}

/** The newest viewer who may watch this stream, or another stream of which it is the smaller form. */
async function viewerOf(base: BaseContext, cameraId: string, streamId: string): Promise<UserActor> {
  const viewers = await standingOf(
    base.db,
    and(
      eq(liveTickets.cameraId, cameraId),
      or(eq(liveTickets.streamId, streamId), eq(liveTickets.smallerStreamId, streamId)),
      isNotNull(liveTickets.redeemedAtMs),
      isNull(liveTickets.closedAtMs),
    ),
    desc(liveTickets.redeemedAtMs),
  )
  const nowMs = base.clock.wallMs()
  const viewer = viewers.find(one => mayWatch(one, nowMs))
  if (!viewer?.actor) throw new AppError('auth.forbidden', { detail: 'nobody watches it' })
  return viewer.actor
}
