import { ForById } from '../../primitives/for-by-id.tsx'
import { useTimeline } from './timeline-context.ts'
import { useTracks } from './tracks-context.ts'

/** The names on the tracks, where there is no room beside them. */
export function TrackNames() {
  const { cameras, selection } = useTimeline()
  const { layout } = useTracks()
  return (
    <ForById each={cameras()}>
      {(camera, index) => (
        <span
          class={`pointer-events-none absolute left-2 truncate text-xs ${selection.includes(camera().id) ? 'text-text' : 'text-text-3'}`}
          style={{ top: `${layout.topOf(index()) + 2}px` }}
        >
          {camera().name}
        </span>
      )}
    </ForById>
  )
}
