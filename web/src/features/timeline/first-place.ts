import type { RecordedState } from '../../player/recorded/recorded-state.ts'

/**
 * Who opens the page without naming a moment wants to see something: the nearest recording after the start. The answer
 * takes what the picture says of itself, and seeks once at most.
 * @param named whether a moment was named by now, in the address or since: who went somewhere is left there.
 */
export function firstPlace(named: () => boolean, seek: (atMs: number) => void): (state: RecordedState) => void {
  let placed = false
  return state => {
    if (placed || named() || state.kind === 'loading' || state.kind === 'idle') return
    if (state.kind !== 'gap') placed = true
    else if (state.nextMs !== null) {
      placed = true
      seek(state.nextMs)
    }
  }
}
