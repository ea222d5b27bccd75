import type { Camera } from '@nightjar/shared/api/camera.ts'
import { StateDot } from '../../ui/badge/badge.tsx'
import { useTimeline } from './timeline-context.ts'
import { useTracks } from './tracks-context.ts'

/** Click shows the camera alone, shift or the box beside its name shows it with the others. */
export function TrackLabel(props: { readonly camera: Camera }) {
  const { selection } = useTimeline()
  const { layout } = useTracks()
  const selected = () => selection.includes(props.camera.id)
  return (
    <div
      class={`flex items-center gap-2 border-line border-b pr-1 pl-3 ${selected() ? 'bg-hover' : 'hover:bg-hover/50'}`}
      style={{ height: `${layout.rowHeight()}px` }}
    >
      <StateDot tone={props.camera.recordingNow ? 'recording' : props.camera.agentOnline ? 'neutral' : 'offline'} />
      <button
        type="button"
        class={`min-w-0 grow truncate rounded-sm text-left ${selected() ? 'font-medium text-text' : 'text-text-2'}`}
        onClick={event => selection.select(props.camera.id, event.shiftKey)}
        aria-pressed={selected()}
      >
        {props.camera.name}
      </button>
      <input
        type="checkbox"
        checked={selected()}
        onChange={() => selection.select(props.camera.id, true)}
        // After a click the space bar is the player's again; from the keyboard it stays the box's.
        onClick={event => event.detail > 0 && event.currentTarget.blur()}
        aria-label={`Show ${props.camera.name} together with others`}
        title="Show together with others"
        class="mx-1 size-3.5 shrink-0 accent-accent opacity-60 checked:opacity-100 hover:opacity-100 focus-visible:opacity-100"
      />
    </div>
  )
}
