import type { CommandResult } from '@nightjar/shared/protocol/messages/command-result.ts'
import { and, eq, isNull } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { notify } from '../../db/notify.ts'
import { commands } from '../../db/schema/commands.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { channels } from '../channels.ts'

/** Keeps an agent's answer to a command of its own; the first counts, whatever comes again. */
export async function recordResult(context: Context, result: CommandResult): Promise<void> {
  const agent = authorizeAgent(context)
  await transaction(context, async tx => {
    const taken = await tx
      .update(commands)
      .set({ result, finishedAtMs: context.clock.wallMs() })
      .where(
        and(
          eq(commands.organisationId, agent.organisationId),
          eq(commands.agentId, agent.id),
          eq(commands.id, result.commandId),
          isNull(commands.finishedAtMs),
        ),
      )
      .returning({ id: commands.id })
    if (taken.length > 0) await notify(tx, channels.commandResult, result.commandId)
  })
}
