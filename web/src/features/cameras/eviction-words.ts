import type { EvictedEarly } from '@nightjar/shared/api/chain.ts'
import { formatMoment } from '../../time/format.ts'
import { counted } from '../../words/counted.ts'

interface EvictionWords {
  readonly title: string
  readonly detail: string
  /** Why that may be somebody's lie, and what then. */
  readonly doubt: string
}

const dayMs = 86_400_000

/** Of what no setting has gone: what happened, and what to do about it. */
const losses: Record<string, readonly [title: string, what: string, remedy: string]> = {
  'retention.missing': [
    'Recordings missing',
    'were not found',
    'The agent lost its index, and these files with it: is the right disk mounted?',
  ],
  'retention.damaged': [
    'Recordings damaged',
    'are not what was recorded',
    'The agent has set these files aside: look after the disk.',
  ],
}

/** What holds too little, and what to do about it. */
const causes: Record<string, readonly [holder: string, remedy: string]> = {
  'retention.space': ['The disk holds', 'Use a larger disk, or keep recordings for fewer days.'],
  'retention.quota': ['The quota holds', 'Raise the quota, or keep recordings for fewer days.'],
  'retention.age': ['The agent kept', 'It deletes by an older setting than the ones of today.'],
}

const doubt =
  'If the site has room enough, somebody else may use the key of its agent: ask the site for the recordings on the timeline, and revoke the agent.'
const lossDoubt =
  'If its disk is well, somebody else may use the key of its agent: ask the site for the recordings on the timeline, and revoke the agent.'

/** What to say of recordings that were lost, or deleted before their time. */
export function evictionWords(early: EvictedEarly, nowMs: number): EvictionWords {
  const cause = early.causes[0] ?? ''
  const at = (iso: string) => formatMoment(Date.parse(iso), nowMs)
  const which = `${counted(early.count, 'segment')} between ${at(early.from)} and ${at(early.to)}`
  const last = `the last one ${at(early.last)}`
  const loss = losses[cause]
  if (loss) {
    const [title, what, remedy] = loss
    return { title, detail: `${which} ${what}, ${last}. ${remedy}`, doubt: lossDoubt }
  }
  const [holder, remedy] = causes[cause] ?? causes['retention.space']!
  const kept = `${holder} ${days(early.keptDays)}`
  // A setting may have said so of which a restored database knows nothing.
  if (early.promisedDays === null)
    return {
      title: 'Deleted',
      detail: `${kept}${early.keptDays >= 1 ? ' days' : ''}: ${which} went, ${last}, by no setting that is known here.`,
      doubt,
    }
  return {
    title: 'Deleted early',
    detail: `${kept} of ${counted(early.promisedDays, 'day')}: ${which} went before their time, ${last}. ${remedy}`,
    doubt,
  }
}

/** `9`, `1.5`; minutes and hours where it was less than a day. */
function days(kept: number): string {
  if (kept >= 1) return String(kept < 10 ? Math.floor(kept * 10) / 10 : Math.floor(kept))
  const hours = (kept * dayMs) / 3_600_000
  return hours >= 1 ? counted(Math.floor(hours), 'hour') : counted(Math.floor(hours * 60), 'minute')
}
