import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { BodyOf, CommandDefinition } from '@nightjar/shared/protocol/define-command.ts'
import { and, eq, isNull } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { notify } from '../../db/notify.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { agents } from '../../db/schema/agents.ts'
import { commands } from '../../db/schema/commands.ts'
import { channels } from '../channels.ts'
import { signCommand } from './sign-command.ts'

export interface NewCommand<Definition extends CommandDefinition> {
  readonly agentId: string
  readonly definition: Definition
  readonly body: BodyOf<Definition>
}

export interface IssuedCommand<Definition extends CommandDefinition = CommandDefinition> {
  readonly id: string
  readonly deadlineMs: number
  readonly definition: Definition
}

/**
 * Signs a command and writes it for the link role to deliver when the transaction commits. Part of a verb: the verb has
 * authorised the actor for what the command does.
 * @throws AppError `auth.forbidden` for a kind of actor that the command is not for; `agent.offline` at once, instead of
 *   letting somebody wait for an agent that is not there.
 */
export async function issueCommand<Definition extends CommandDefinition>(
  tx: Tx,
  context: Context,
  { agentId, definition, body }: NewCommand<Definition>,
): Promise<IssuedCommand<Definition>> {
  const { kind, id: actorId, organisationId } = context.actor
  if (!definition.actors.includes(kind))
    throw new AppError('auth.forbidden', { detail: `${definition.verb} is not for a ${kind}` })
  const [agent] = await tx
    .select({ online: agentStatus.online })
    .from(agents)
    .innerJoin(agentStatus, eq(agentStatus.agentId, agents.id))
    .where(and(eq(agents.organisationId, organisationId), eq(agents.id, agentId), isNull(agents.revokedAtMs)))
  if (!agent?.online) throw new AppError('agent.offline')
  const issuedAtMs = context.clock.wallMs()
  const { actor, ...signed } = await signCommand(
    tx,
    context,
    { organisationId, agentId },
    {
      id: context.ids.next(),
      issuedAtMs,
      deadlineMs: issuedAtMs + definition.lifetimeMs,
      actor: { kind, id: actorId },
      body: { ...body, verb: definition.verb },
    },
  )
  await tx.insert(commands).values({ ...signed, organisationId, agentId, actorKind: actor.kind, actorId: actor.id })
  await notify(tx, channels.agentWork, agentId)
  return { id: signed.id, deadlineMs: signed.deadlineMs, definition }
}
