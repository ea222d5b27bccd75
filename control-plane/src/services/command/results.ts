import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type ErrorCode, errorCodes } from '@nightjar/shared/errors/codes.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { CommandDefinition, ResultOf } from '@nightjar/shared/protocol/define-command.ts'
import type { CommandAnswer } from '@nightjar/shared/protocol/messages/command-result.ts'
import { and, eq } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import type { Database } from '../../db/client.ts'
import { commands } from '../../db/schema/commands.ts'
import { channels } from '../channels.ts'
import type { IssuedCommand } from './issue.ts'

/** That a command was done, with what it has to say. */
export interface AnswerOf<Definition extends CommandDefinition> {
  readonly commandId: string
  readonly ok: true
  readonly verb: Definition['verb']
  readonly result: ResultOf<Definition>
}

/** Lets verbs wait for what agents answer, whichever process hears it. One per process. */
export interface CommandResults {
  /**
   * @throws AppError the agent's own code where it refused or failed, `agent.timeout` past the deadline,
   *   `agent.protocol` for an answer that is none to this command.
   */
  awaitResult<Definition extends CommandDefinition>(
    context: Context,
    command: IssuedCommand<Definition>,
  ): Promise<AnswerOf<Definition>>
  close(): Promise<void>
}

/** A lost notification costs at most this long. */
const lookAgainMs = 2000

/** A code that this release does not know counts as a failure of the agent's side. */
const codeOf = (code: string): ErrorCode => (Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'agent.timeout')

export function makeCommandResults(database: Database, clock: Clock): CommandResults {
  const waiting = new Map<string, Set<() => void>>()
  let listening: ReturnType<Database['listen']> | null = null
  const listen = () => {
    listening ??= database.listen(channels.commandResult, payload => {
      if (payload === null) for (const wakes of waiting.values()) for (const wake of wakes) wake()
      else for (const wake of waiting.get(payload) ?? []) wake()
    })
    return listening
  }

  /** Until a notification for the command comes, or for so long. */
  const woken = async (commandId: string, ms: number): Promise<void> => {
    const wakes = waiting.get(commandId) ?? new Set()
    waiting.set(commandId, wakes)
    const done = new AbortController()
    const wake = () => done.abort()
    wakes.add(wake)
    await clock.sleep(ms, done.signal).catch(() => undefined)
    wakes.delete(wake)
    if (wakes.size === 0) waiting.delete(commandId)
  }

  const look = async (context: Context, commandId: string): Promise<CommandAnswer | null> => {
    const [row] = await context.db
      .select({ result: commands.result })
      .from(commands)
      .where(and(eq(commands.organisationId, context.actor.organisationId), eq(commands.id, commandId)))
    return row?.result ?? null
  }

  return {
    awaitResult: async <Definition extends CommandDefinition>(context: Context, command: IssuedCommand<Definition>) => {
      await listen()
      for (;;) {
        const leftMs = command.deadlineMs - context.clock.wallMs()
        // Asked for before looking: a result that comes in between still wakes.
        const next = woken(command.id, Math.max(1, Math.min(leftMs, lookAgainMs)))
        const result = await look(context, command.id)
        // Kept only in the form of the command that it answers; a process of an older release may have kept another.
        if (result?.ok && result.verb === command.definition.verb) return result as AnswerOf<Definition>
        if (result?.ok) throw new AppError('agent.protocol', { detail: `kept as ${result.verb}` })
        if (result) {
          const { code, message, certificate } = result
          throw new AppError(codeOf(code), { message, ...(certificate && { certificate }) })
        }
        if (leftMs <= 0) throw new AppError('agent.timeout')
        await next
      }
    },
    close: async () => (await listening)?.(),
  }
}
