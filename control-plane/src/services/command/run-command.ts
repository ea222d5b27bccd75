import type { BodyOf, CommandDefinition } from '@nightjar/shared/protocol/define-command.ts'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { transaction } from '../../db/transaction.ts'
import { issueCommand } from './issue.ts'
import type { AnswerOf, CommandResults } from './results.ts'

/**
 * Sends an agent one command and waits until it is done: the one way in which agents are told what to do. Part of a
 * verb, which has authorised the actor.
 * @param alongside written in the command's own transaction, such as the verb's audit row.
 * @throws AppError `auth.forbidden` for a kind of actor that the command is not for, `agent.offline`, `agent.timeout`,
 *   `agent.protocol` for an answer that is not one, or the agent's own code.
 */
export type RunCommand = <Definition extends CommandDefinition>(
  context: Context,
  agentId: string,
  definition: Definition,
  body: BodyOf<Definition>,
  alongside?: (tx: Tx) => Promise<void>,
) => Promise<AnswerOf<Definition>>

export const makeRunCommand =
  (results: Pick<CommandResults, 'awaitResult'>): RunCommand =>
  async (context, agentId, definition, body, alongside) => {
    const issued = await transaction(context, async tx => {
      const command = await issueCommand(tx, context, { agentId, definition, body })
      await alongside?.(tx)
      return command
    })
    return results.awaitResult(context, issued)
  }
