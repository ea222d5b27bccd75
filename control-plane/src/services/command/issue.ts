import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { CommandBody } from '@nightjar/shared/protocol/messages/command.ts'
import { and, eq, isNull } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { notify } from '../../db/notify.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { agents } from '../../db/schema/agents.ts'
import { commands } from '../../db/schema/commands.ts'
import { channels } from '../channels.ts'

export interface NewCommand {
  readonly agentId: string
  readonly body: CommandBody
  /** How long anybody waits for it, ms. */
  readonly lifetimeMs: number
}

export interface IssuedCommand {
  readonly id: string
  readonly deadlineMs: number
}

/**
 * Writes a command for the link role to deliver when the transaction commits. Part of a verb: the verb has authorised
 * the actor for what the command does.
 * @throws AppError `agent.offline` at once, instead of letting somebody wait for an agent that is not there.
 */
export async function issueCommand(tx: Tx, context: Context, command: NewCommand): Promise<IssuedCommand> {
  const { organisationId } = context.actor
  const [agent] = await tx
    .select({ online: agentStatus.online })
    .from(agents)
    .innerJoin(agentStatus, eq(agentStatus.agentId, agents.id))
    .where(and(eq(agents.organisationId, organisationId), eq(agents.id, command.agentId), isNull(agents.revokedAtMs)))
  if (!agent?.online) throw new AppError('agent.offline')
  const id = context.ids.next()
  const issuedAtMs = context.clock.wallMs()
  const deadlineMs = issuedAtMs + command.lifetimeMs
  await tx.insert(commands).values({
    id,
    organisationId,
    agentId: command.agentId,
    actorKind: context.actor.kind,
    actorId: context.actor.id,
    body: command.body,
    issuedAtMs,
    deadlineMs,
  })
  await notify(tx, channels.agentWork, command.agentId)
  return { id, deadlineMs }
}
