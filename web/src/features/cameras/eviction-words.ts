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

/** What holds too little, and what to do about it. */
const causes: Record<string, readonly [holder: string, remedy: string]> = {
  'retention.space': ['The disk holds', 'Use a larger disk, or keep recordings for fewer days.'],
  'retention.quota': ['The quota holds', 'Raise the quota, or keep recordings for fewer days.'],
  'retention.age': ['The agent kept', 'It deletes by an older setting than the ones of today.'],
  'retention.missing': [
    'The site has',
    'The agent lost its index and no longer finds these files: is the right disk mounted?',
  ],
  'retention.damaged': [
    'The site has',
    'These files are not what was recorded, and were set aside: look after the disk.',
  ],
}

/** What to say of recordings that were deleted before their time. */
export function evictionWords(early: EvictedEarly, nowMs: number): EvictionWords {
  const [holder, remedy] = causes[early.causes[0] ?? ''] ?? causes['retention.space']!
  const at = (iso: string) => formatMoment(Date.parse(iso), nowMs)
  return {
    title: 'Deleted early',
    detail: `${holder} ${days(early.keptDays)} of ${counted(early.promisedDays, 'day')}: ${counted(early.count, 'segment')} between ${at(early.from)} and ${at(early.to)} went before their time, the last one ${at(early.last)}. ${remedy}`,
    doubt:
      'If the site has room enough, somebody else may use the key of its agent: ask the site for the recordings on the timeline, and revoke the agent.',
  }
}

/** `9`, `1.5`; minutes and hours where it was less than a day. */
function days(kept: number): string {
  if (kept >= 1) return String(kept < 10 ? Math.floor(kept * 10) / 10 : Math.floor(kept))
  const hours = (kept * dayMs) / 3_600_000
  return hours >= 1 ? counted(Math.floor(hours), 'hour') : counted(Math.floor(hours * 60), 'minute')
}
