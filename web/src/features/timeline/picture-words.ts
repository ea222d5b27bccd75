import { formatClock, formatDayYear } from '../../time/format.ts'
import { hasPictures, type Interval } from './interval.ts'
import { causeText, stateTitle } from './interval-words.ts'

/** A segment is closed and reported within five minutes and a little; what is not reported for longer is no newest one. */
const newestMs = 6 * 60_000

interface Place {
  readonly atMs: number
  readonly addedMs: number
  readonly nowMs: number
}

/** What stands where the picture would be, for a moment that has none to show now. */
export function pictureWords(interval: Interval | null, place: Place): { title: string; detail: string | null } {
  const { atMs, addedMs, nowMs } = place
  if (atMs < addedMs && (interval === null || interval.state === 'not-added'))
    return {
      title: `The camera was added on ${formatDayYear(addedMs)} at ${formatClock(addedMs)}`,
      detail: 'There are no recordings from before.',
    }
  if (interval === null) return { title: 'No recording for this time', detail: null }
  if (interval.state === 'recording' || (interval.state === 'pending' && interval.from > nowMs - newestMs))
    return {
      title: 'This is the newest recording',
      detail: 'What is being recorded now can be played when its segment is closed.',
    }
  if (interval.state === 'pending')
    return { title: stateTitle(interval), detail: 'The agent says what became of this time when it is connected.' }
  return {
    title: hasPictures(interval) ? 'Loading the recording…' : stateTitle(interval),
    detail: causeText(interval),
  }
}
