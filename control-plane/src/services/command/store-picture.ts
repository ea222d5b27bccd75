import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { commands } from '../../db/schema/commands.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeAgent } from '../../policy/authorize.ts'

export const pictureLengthMax = 1024 * 1024

/** SOI and the first byte of the next marker (ITU-T T.81 B.1.1.3). */
const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff

/**
 * The picture of a probe, from the agent that was asked, while it is being asked.
 * @throws AppError `resource.not-found` where no such probe is open for this agent.
 */
export async function storePicture(context: Context, commandId: string, bytes: Uint8Array): Promise<void> {
  const agent = authorizeAgent(context)
  if (bytes.length > pictureLengthMax) throw new AppError('input.too-large')
  if (!isJpeg(bytes)) throw new AppError('input.invalid', { message: 'Send the picture as JPEG.' })
  const stored = await transaction(context, tx =>
    tx
      .update(commands)
      .set({ picture: Buffer.from(bytes) })
      .where(
        and(
          eq(commands.organisationId, agent.organisationId),
          eq(commands.agentId, agent.id),
          eq(commands.id, commandId),
          isNull(commands.finishedAtMs),
          gt(commands.deadlineMs, context.clock.wallMs()),
          sql`${commands.body} ->> 'verb' = ${cameraProbe.verb}`,
        ),
      )
      .returning({ id: commands.id }),
  )
  if (stored.length === 0) throw new AppError('resource.not-found')
}
