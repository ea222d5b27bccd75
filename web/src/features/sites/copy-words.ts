import type { AgentCopy } from '@nightjar/shared/api/agent.ts'
import { formatAgo } from '../../time/format.ts'

/** How one machine of several is told from the others. */
export function copyWords(copy: AgentCopy, nowMs: number): string {
  const where = copy.address === null ? [] : [`from ${copy.address}`]
  const which = copy.machine === null ? [] : [`machine ${copy.machine.slice(0, 8)}`]
  const state = copy.isNewest ? 'the newest state' : 'an older state'
  const seen = `last asked ${formatAgo(Date.parse(copy.lastSeenAt), nowMs)}`
  return [...where, ...which, state, seen].join(' · ')
}
