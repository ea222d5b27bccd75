import { z } from 'zod'

/** Kinds of actor; see the glossary. */
export const actorKindSchema = z.enum(['user', 'token', 'agent', 'job', 'cli'])
export type ActorKind = z.infer<typeof actorKindSchema>

/** One thing that an agent can be told to do: everything that the sender, the agent and a document need. */
export interface CommandDefinition<
  Verb extends string = string,
  Body extends z.ZodObject = z.ZodObject,
  Result extends z.ZodType = z.ZodType,
> {
  /** Stable name, e.g. `camera.probe`; with a dash for the dot, the name of its file on both sides. */
  readonly verb: Verb
  /** Protocol version that introduced it. */
  readonly since: number
  readonly purpose: string
  /** What it is to be done with; `verb` is added to it on the wire. */
  readonly body: Body
  /** What an agent that has done it answers; `z.null()` where there is nothing to say. */
  readonly result: Result
  /** From issuing to the deadline, ms: how long anybody waits. */
  readonly lifetimeMs: number
  /** Whose deed it can be. Both sides refuse any other. */
  readonly actors: readonly ActorKind[]
}

export type BodyOf<Definition extends CommandDefinition> = z.infer<Definition['body']>
export type ResultOf<Definition extends CommandDefinition> = z.infer<Definition['result']>

export const defineCommand = <const Verb extends string, Body extends z.ZodObject, Result extends z.ZodType>(
  definition: CommandDefinition<Verb, Body, Result>,
): CommandDefinition<Verb, Body, Result> => definition
