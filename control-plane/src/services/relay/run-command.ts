import type { CommandBody } from '@nightjar/shared/protocol/messages/command.ts'
import type { Context } from '../../context/context.ts'
import { transaction } from '../../db/transaction.ts'
import { issueCommand } from '../command/issue.ts'
import type { CommandResults } from '../command/results.ts'

/**
 * Sends an agent one command and waits for it to be carried out. Part of a verb, which has authorised the actor.
 * @param lifetimeMs how long anybody waits.
 * @throws AppError `agent.offline`, `agent.timeout`, or the agent's own code.
 */
export type RunCommand = (context: Context, agentId: string, body: CommandBody, lifetimeMs: number) => Promise<unknown>

export const makeRunCommand =
  (results: Pick<CommandResults, 'awaitResult'>): RunCommand =>
  async (context, agentId, body, lifetimeMs) => {
    const issued = await transaction(context, tx => issueCommand(tx, context, { agentId, body, lifetimeMs }))
    return results.awaitResult(context, issued)
  }
