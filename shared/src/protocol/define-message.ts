import type { z } from 'zod'

/** One MQTT message between agent and control plane: everything that a client, a broker ACL or a document needs. */
export interface MessageDefinition<Schema extends z.ZodType = z.ZodType> {
  /** Stable name, e.g. `records.appended`. */
  readonly name: string
  /** Seen from the agent. */
  readonly direction: 'up' | 'down'
  /** Last topic level; the rest is the same for all. */
  readonly leaf: string
  readonly qos: 0 | 1
  readonly retain: boolean
  /** Kept in the sender's database until the other side acknowledged it by id after its commit. */
  readonly acknowledged: boolean
  /** Protocol version that introduced it. */
  readonly since: number
  readonly purpose: string
  readonly schema: Schema
}

export type PayloadOf<Definition extends MessageDefinition> = z.infer<Definition['schema']>

export const defineMessage = <Schema extends z.ZodType>(
  definition: MessageDefinition<Schema>,
): MessageDefinition<Schema> => definition

/** Whose topics: the two ids between the fixed levels. */
export interface AgentAddress {
  readonly organisationId: string
  readonly agentId: string
}

const root = 'nj/1'

export const topicOf = (message: MessageDefinition, to: AgentAddress): string =>
  `${root}/${to.organisationId}/${to.agentId}/${message.direction}/${message.leaf}`

/** All that one agent may publish, and all that it may receive. */
export const agentTopicFilters = (agent: AgentAddress) => ({
  publish: `${root}/${agent.organisationId}/${agent.agentId}/up/#`,
  subscribe: `${root}/${agent.organisationId}/${agent.agentId}/down/#`,
})

/** What the link role may do: hear every agent, speak to every agent. */
export const linkTopicFilters = { subscribe: `${root}/+/+/up/#`, publish: `${root}/+/+/down/#` } as const

/** Takes a topic apart; null where it is none of ours. */
export function parseTopic(topic: string): (AgentAddress & { direction: 'up' | 'down'; leaf: string }) | null {
  const [nj, version, organisationId, agentId, direction, leaf, ...rest] = topic.split('/')
  if (`${nj}/${version}` !== root || !organisationId || !agentId || !leaf || rest.length > 0) return null
  if (direction !== 'up' && direction !== 'down') return null
  return { organisationId, agentId, direction, leaf }
}
