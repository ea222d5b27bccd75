import type { AnyCommand } from '@nightjar/shared/protocol/commands/registry.ts'
import type { BodyOf, CommandDefinition, ResultOf } from '@nightjar/shared/protocol/define-command.ts'

/** Carries out one kind of command. @throws AppError when it cannot. */
export type CommandHandler<Definition extends CommandDefinition> = (
  commandId: string,
  body: BodyOf<Definition>,
) => Promise<ResultOf<Definition>>

/** One for every command of the registry. */
export type CommandHandlers = {
  readonly [Definition in AnyCommand as Definition['verb']]: CommandHandler<Definition>
}
