import { hasPictures, type Interval } from './interval.ts'
import { causeText, stateTitle } from './interval-words.ts'

/** What stands where the picture would be, for a moment that has none to show now. */
export function pictureWords(interval: Interval | null): { readonly title: string; readonly detail: string | null } {
  if (interval === null) return { title: 'No recording for this time', detail: null }
  if (interval.state === 'recording' || interval.state === 'pending')
    return {
      title: 'This is the newest recording',
      detail: 'What is being recorded now can be played when its segment is closed.',
    }
  return {
    title: hasPictures(interval) ? 'Loading the recording…' : stateTitle(interval),
    detail: causeText(interval),
  }
}
