import { type AgentAddress, agentTopicFilters, linkTopicFilters } from '@nightjar/shared/protocol/define-message.ts'
import type { AclRule } from './access-token.ts'

const rules = (filters: { publish: string; subscribe: string }): AclRule[] => [
  { permission: 'allow', action: 'publish', topic: filters.publish },
  { permission: 'allow', action: 'subscribe', topic: filters.subscribe },
]

/** What an agent may do at the broker. */
export const agentAcl = (agent: AgentAddress): AclRule[] => rules(agentTopicFilters(agent))
export const linkAcl: readonly AclRule[] = rules(linkTopicFilters)

/**
 * Of an agent's token for the HTTP API, should a broker overlook for whom it is: to listen where nobody speaks. Not
 * empty, because a broker may take that for no rules at all, and an api of an earlier release wants one.
 */
export const apiAcl = ({ organisationId, agentId }: AgentAddress): AclRule[] => [
  { permission: 'allow', action: 'subscribe', topic: `nj/none/${organisationId}/${agentId}` },
]
