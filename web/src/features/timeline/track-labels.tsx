import { ForById } from '../../primitives/for-by-id.tsx'
import { rulerHeight } from './draw-tracks.ts'
import { useTimeline } from './timeline-context.ts'
import { TrackLabel } from './track-label.tsx'

/** The names beside the tracks, where there is room for them. */
export function TrackLabels() {
  const { cameras } = useTimeline()
  return (
    <div class="w-44 shrink-0 border-line border-r max-md:hidden" style={{ 'padding-top': `${rulerHeight}px` }}>
      <ForById each={cameras()}>{camera => <TrackLabel camera={camera()} />}</ForById>
    </div>
  )
}
