import { createSignal, Show } from 'solid-js'
import { createTrackLayout } from './create-track-layout.ts'
import { HoverNote } from './hover-note.tsx'
import { useTimeline } from './timeline-context.ts'
import { TrackCanvas } from './track-canvas.tsx'
import { TrackLabels } from './track-labels.tsx'
import { TrackNames } from './track-names.tsx'
import { TracksProvider } from './tracks-context.ts'
import { timeAt } from './view-range.ts'

/** One row for each camera on a common axis. */
export function Tracks() {
  const { axis, cameras } = useTimeline()
  const layout = createTrackLayout(cameras)
  const [pointer, setPointer] = createSignal<{ readonly x: number; readonly y: number } | null>(null)
  const hover = () => {
    const place = pointer()
    return place === null ? null : { x: place.x, y: place.y, atMs: timeAt(axis.view(), place.x, layout.width()) }
  }
  let canvas!: HTMLCanvasElement
  return (
    <TracksProvider value={{ layout, hover, setPointer }}>
      <div class="flex border-line border-t bg-surface">
        <TrackLabels />
        <div class="relative min-w-0 grow overflow-hidden">
          <TrackCanvas
            ref={element => {
              canvas = element
            }}
          />
          <Show when={layout.phone()}>
            <TrackNames />
          </Show>
          <Show when={hover()}>{place => <HoverNote place={place()} canvas={canvas} />}</Show>
        </div>
      </div>
    </TracksProvider>
  )
}
