import type { Agent } from '@nightjar/shared/api/agent.ts'
import { formatBytes } from '../../time/bytes.ts'
import { formatAgo, formatDuration } from '../../time/format.ts'
import type { Tone } from '../../ui/badge/badge.tsx'
import { counted } from '../../words/counted.ts'

const states: Record<Agent['state'], { readonly tone: Tone; readonly title: string }> = {
  online: { tone: 'recording', title: 'Connected' },
  offline: { tone: 'offline', title: 'Offline' },
  cloned: { tone: 'offline', title: 'On two machines' },
  revoked: { tone: 'neutral', title: 'Revoked' },
}

/** What stands in another colour: broken, or on its way. */
type Trouble = 'offline' | 'connecting'

export const stateOf = (agent: Agent) => states[agent.state]

export const lastSeen = ({ lastSeenAt }: Agent, nowMs: number): string =>
  lastSeenAt === null ? 'never' : formatAgo(Date.parse(lastSeenAt), nowMs)

/** Which settings are in force; `trouble` where they are not the ones that somebody made. */
export function settingsWords({ config }: Agent): { readonly text: string; readonly trouble: Trouble | null } {
  if (config.error !== null) return { text: config.error, trouble: 'offline' }
  if (config.appliedVersion === config.desiredVersion)
    return { text: `version ${config.appliedVersion}, applied`, trouble: null }
  return {
    text: `version ${config.desiredVersion} on its way, ${config.appliedVersion} in force`,
    trouble: 'connecting',
  }
}

export function backlogWords({ mirrorBacklog }: Agent, nowMs: number): string {
  const { segments, bytes, oldest } = mirrorBacklog
  if (segments === 0) return 'nothing, the archive is up to date'
  const age = oldest === null ? '' : `, oldest ${formatDuration(nowMs - Date.parse(oldest))}`
  return `${counted(segments, 'segment')}, ${formatBytes(bytes)}${age}`
}

/** How full a disk is, 0 to 1, and how bad that is. */
export function diskUse(disk: NonNullable<Agent['disk']>): {
  readonly share: number
  readonly trouble: Trouble | null
} {
  const share = 1 - disk.freeBytes / Math.max(1, disk.totalBytes)
  return { share, trouble: share > 0.95 ? 'offline' : share > 0.85 ? 'connecting' : null }
}
