import type { z } from 'zod'

interface SectionBase<Key extends string, Since extends number, Schema extends z.ZodType> {
  /** Its key in the document. */
  readonly key: Key
  /** Protocol version since which it exists; `protocolHistory` has the date. */
  readonly since: Since
  /** Plural, for people: completes "the agent is too old for ...". */
  readonly title: string
  /**
   * Strict and without defaults: what is signed is what was parsed. null stands for "nothing asked for". Frozen once it
   * is out, because older agents refuse a key that they do not know: what is added later is a section of its own.
   */
  readonly schema: Schema
}

/** For the agent as a whole. */
export interface AgentSection<
  Key extends string = string,
  Since extends number = number,
  Schema extends z.ZodType = z.ZodType,
> extends SectionBase<Key, Since, Schema> {
  readonly of: 'agent'
}

/** For each of its cameras. */
export interface CameraSection<
  Key extends string = string,
  Since extends number = number,
  Schema extends z.ZodType = z.ZodType,
> extends SectionBase<Key, Since, Schema> {
  readonly of: 'camera'
  /** An agent that is too old for it must neither record nor show a camera that has it. */
  readonly failsClosed: boolean
  /** What an agent gets of this section for a camera that must not run; left out where that is the same. */
  closed?(value: z.infer<Schema>): z.infer<Schema>
}

export type ConfigSection = AgentSection | CameraSection

export const agentSection = <const Key extends string, const Since extends number, Schema extends z.ZodType>(
  section: Omit<AgentSection<Key, Since, Schema>, 'of'>,
): AgentSection<Key, Since, Schema> => ({ of: 'agent', ...section })

export const cameraSection = <const Key extends string, const Since extends number, Schema extends z.ZodType>(
  section: Omit<CameraSection<Key, Since, Schema>, 'of'>,
): CameraSection<Key, Since, Schema> => ({ of: 'camera', ...section })
