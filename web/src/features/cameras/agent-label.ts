import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Site } from '@nightjar/shared/api/site.ts'

/** An agent among others: where it is, what it is called, and whether it can be asked now. */
export function agentLabel(agent: Agent, sites: readonly Site[]): string {
  const site = sites.find(({ id }) => id === agent.siteId)?.name
  return `${site === undefined ? '' : `${site} · `}${agent.hostname}${agent.state === 'offline' ? ' (offline)' : ''}`
}
