import { AppError, toAppError } from '@nightjar/shared/errors/app-error.ts'
import { definitionOf } from '@nightjar/shared/protocol/commands/registry.ts'
import type { CommandDefinition } from '@nightjar/shared/protocol/define-command.ts'
import type { Command } from '@nightjar/shared/protocol/messages/command.ts'
import { type CommandAnswer, commandResult } from '@nightjar/shared/protocol/messages/command-result.ts'
import type { ServerClock } from '../api/server-clock.ts'
import type { Identity } from '../config/identity.ts'
import type { Log } from '../platform/log.ts'
import type { CommandHandler, CommandHandlers } from './command-handler.ts'
import type { MqttSession } from './mqtt-session.ts'
import { isSigned } from './verify-command.ts'

/** What the runner needs of the index: at most once, also across restarts. */
export interface CommandMemory {
  commandSeen(id: string): boolean
  rememberCommand(id: string, untilMs: number, nowMs: number): void
}

const rememberMs = 24 * 3_600_000

export function createCommandRunner(deps: {
  identity: Pick<Identity, 'agentId' | 'organisationId' | 'configKeys'>
  handlers: CommandHandlers
  memory: CommandMemory
  session: Pick<MqttSession, 'publish'>
  serverClock: Pick<ServerClock, 'nowMs'>
  log: Log
}) {
  async function carryOut({ id, actor, body }: Command): Promise<CommandAnswer> {
    const definition = definitionOf(body.verb)
    const parsed = definition?.body.safeParse(body)
    if (!definition || !parsed?.success) throw new AppError('agent.protocol', { detail: `cannot read ${body.verb}` })
    if (!definition.actors.includes(actor.kind))
      throw new AppError('auth.forbidden', { detail: `${definition.verb} by ${actor.kind}` })
    // One definition names both the handler and the body's form; the compiler sees only their unions.
    const handler = deps.handlers[definition.verb] as CommandHandler<CommandDefinition>
    const result = await handler(id, parsed.data)
    return { verb: definition.verb, commandId: id, ok: true, result } as CommandAnswer
  }

  async function answer(payload: CommandAnswer): Promise<void> {
    await deps.session
      .publish(commandResult, payload)
      .catch(error => deps.log.warn({ err: error, commandId: payload.commandId }, 'answer to a command was lost'))
  }

  /**
   * The signature comes before all else. What does not hold is not answered, or whoever holds the broker could learn
   * from the answers; and not remembered, or a forged id would keep out the true command that has it.
   */
  return async (command: Command): Promise<void> => {
    const { id } = command
    if (!isSigned(command, deps.identity)) return deps.log.warn({ id }, 'command is not signed for this agent; refused')
    const { verb } = command.body
    if (deps.memory.commandSeen(id)) return deps.log.debug({ id }, 'command was already carried out')
    const now = deps.serverClock.nowMs()
    if (now > command.deadlineMs) return deps.log.info({ id, verb }, 'command came too late; refused')
    deps.memory.rememberCommand(id, now + rememberMs, now)
    deps.log.info({ id, verb, actor: command.actor }, 'command')
    try {
      await answer(await carryOut(command))
    } catch (error) {
      const failure = toAppError(error)
      deps.log.warn({ id, verb, code: failure.code, detail: failure.detail }, 'command failed')
      const { code, certificate } = failure
      const message = failure.publicMessage.slice(0, 300)
      await answer({ commandId: id, ok: false, code, message, ...(certificate && { certificate }) })
    }
  }
}
