import type { AgentAddress, MessageDefinition, PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import type { LinkSession, PublishOptions } from '../session.ts'

interface Published {
  readonly leaf: string
  readonly to: string
  readonly payload: unknown
  readonly options: PublishOptions | undefined
}

/** A connection that keeps what it is given, for tests of what stands above it. */
export function makeFakeSession() {
  const published: Published[] = []
  const heardAgents = new Set<string>()
  const session = {
    publish: async (message: MessageDefinition, to: AgentAddress, payload: unknown, options?: PublishOptions) => {
      published.push({ leaf: message.leaf, to: to.agentId, payload, options })
    },
    listenTo: async (agents: readonly AgentAddress[]) => {
      for (const { agentId } of agents) heardAgents.add(agentId)
    },
    stopListeningTo: async (agents: readonly AgentAddress[]) => {
      for (const { agentId } of agents) heardAgents.delete(agentId)
    },
    ended: new Promise<string>(() => undefined),
    close: async () => undefined,
  }
  return {
    session: session as unknown as LinkSession,
    published,
    /** Agents to whose messages it is subscribed. */
    heardAgents,
    /** Payloads of a kind that went to an agent, in order. */
    sent: <D extends MessageDefinition>(message: D, agentId: string) =>
      published
        .filter(({ leaf, to }) => leaf === message.leaf && to === agentId)
        .map(({ payload }) => payload as PayloadOf<D>),
  }
}
