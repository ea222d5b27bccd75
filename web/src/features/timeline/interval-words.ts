import { reasonText, reasonTitle } from '../../words/reason-words.ts'
import type { Interval } from './interval.ts'

const states: Record<Interval['state'], string> = {
  recorded: 'Recorded',
  recording: 'Being recorded now',
  pending: 'Not reported yet',
  'not-added': 'Before the camera was added',
  'camera-down': 'Not recorded: no picture from the camera',
  'agent-down': 'Not recorded: the agent was not running',
  'disk-fault': 'Not recorded: the disk could not be written',
  'policy-off': 'Not recorded: recording was switched off',
  'privacy-off': 'Not recorded: privacy',
  overload: 'Not recorded: the machine could not keep up',
  evicted: 'Deleted',
  'unknown-clock': 'Recorded while the clock was not known',
}

const causes: Record<string, string> = {
  'retention.age': 'Older than its retention time.',
  'retention.quota': 'Made room for newer recordings.',
  'retention.space': 'Made room on a full disk.',
  'retention.missing': 'The agent lost its index, and found no file of this recording afterwards.',
  'retention.damaged': 'The file is not what was recorded; the agent has set it aside.',
  'camera.added': 'The camera was added later.',
  'policy.reconfigured': 'How the camera is reached was changed; the agent connected to it anew.',
}

/** Where the cause makes the state's own title untrue. */
const titles: Record<string, string> = {
  'retention.missing': 'Missing',
  'retention.damaged': 'Damaged',
  'policy.reconfigured': 'Not recorded: the connection was changed',
}

const whereabouts = {
  site: 'At the site',
  archive: 'In the archive',
  both: 'At the site and in the archive',
  gone: 'Nowhere, as the agent says; the site can be asked',
}

/** The state of a moment as a person would say it. */
export const stateTitle = (interval: Interval): string => titles[interval.cause ?? ''] ?? states[interval.state]

export function causeText(interval: Interval): string | null {
  if (interval.cause === null) return null
  return causes[interval.cause] ?? withStop(reasonTitle(interval.cause)) ?? reasonText(interval.cause)
}

export const whereText = (interval: Interval): string | null =>
  interval.where === null ? null : whereabouts[interval.where]

const withStop = (text: string | null): string | null => (text === null ? null : `${text}.`)
