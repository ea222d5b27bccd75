import type { RecordedState } from '../../player/recorded/recorded-state.ts'

/**
 * Whether the picture in the element is of another time than the one that has none: a video keeps its last picture
 * wherever somebody went. Where playing came to an end by itself, the last picture belongs there.
 */
export function isOldPicture(was: boolean, before: RecordedState | undefined, state: RecordedState): boolean {
  if (state.kind === 'ready') return false
  if (state.kind === 'gap' || state.kind === 'blocked') return was || before?.kind === 'loading'
  return was
}
