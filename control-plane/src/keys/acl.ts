import { type AgentAddress, agentTopicFilters, linkTopicFilters } from '@nightjar/shared/protocol/define-message.ts'
import type { AclRule } from './access-token.ts'

const rules = (filters: { publish: string; subscribe: string }): AclRule[] => [
  { permission: 'allow', action: 'publish', topic: filters.publish },
  { permission: 'allow', action: 'subscribe', topic: filters.subscribe },
]

export const agentAcl = (agent: AgentAddress): AclRule[] => rules(agentTopicFilters(agent))
export const linkAcl: readonly AclRule[] = rules(linkTopicFilters)
