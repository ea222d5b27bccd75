import type { RecordedState } from '../../player/recorded/recorded-state.ts'

/**
 * Who opens the page without naming a moment wants to see something: the nearest recording after the start. The answer
 * takes what the picture says of itself, and seeks once at most.
 */
export function firstPlace(named: boolean, seek: (atMs: number) => void): (state: RecordedState) => void {
  let placed = named
  return state => {
    if (placed || state.kind === 'loading' || state.kind === 'idle') return
    if (state.kind !== 'gap') placed = true
    else if (state.nextMs !== null) {
      placed = true
      seek(state.nextMs)
    }
  }
}
