import { and, eq, isNull } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { notify } from '../../db/notify.ts'
import { commands } from '../../db/schema/commands.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { channels } from '../channels.ts'
import { type ArrivedAnswer, readAnswer } from './read-answer.ts'

/** Keeps an agent's answer to a command of its own; the first counts, whatever comes again. */
export async function recordResult(context: Context, arrived: ArrivedAnswer): Promise<void> {
  const agent = authorizeAgent(context)
  const { commandId } = arrived
  await transaction(context, async tx => {
    const open = and(
      eq(commands.organisationId, agent.organisationId),
      eq(commands.agentId, agent.id),
      eq(commands.id, commandId),
      isNull(commands.finishedAtMs),
    )
    const [asked] = await tx.select({ body: commands.body }).from(commands).where(open).for('update')
    if (!asked) return
    const result = readAnswer(asked.body.verb, arrived)
    if (!result.ok && result.code === 'agent.protocol')
      context.log.warn(
        { commandId, agentId: agent.id, verb: asked.body.verb },
        'a command or its answer was not understood',
      )
    await tx.update(commands).set({ result, finishedAtMs: context.clock.wallMs() }).where(open)
    await notify(tx, channels.commandResult, commandId)
  })
}
