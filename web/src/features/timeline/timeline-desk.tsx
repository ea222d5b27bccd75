import type { Camera } from '@nightjar/shared/api/camera.ts'
import { Show } from 'solid-js'
import { createHotkeys } from '../../primitives/create-hotkeys.ts'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { createTimeline } from './create-timeline.ts'
import { DamageNotes } from './damage-notes.tsx'
import { Legend } from './legend.tsx'
import { Pictures } from './pictures.tsx'
import { SeamNotes } from './seam-notes.tsx'
import { TimelineProvider } from './timeline-context.ts'
import { Tracks } from './tracks.tsx'
import { TransportBar } from './transport-bar.tsx'
import { transportKeys } from './transport-keys.ts'

/** The working place: pictures above, transport, one time axis for all cameras below. */
export function TimelineDesk(props: { readonly cameras: readonly Camera[] }) {
  const timeline = createTimeline(() => props.cameras)
  const { axis, data, transport } = timeline
  createHotkeys(transportKeys(transport, axis))
  return (
    <TimelineProvider value={timeline}>
      <div class="flex min-h-0 grow flex-col md:h-[calc(100dvh-48px)] md:grow-0">
        <h1 class="sr-only">Timeline</h1>
        <Pictures />
        <TransportBar />
        <div class="shrink-0 md:max-h-[45vh] md:overflow-y-auto">
          <Show when={data.problem()}>
            {problem => (
              <div class="p-3">
                <ProblemNote problem={problem()} onRetry={data.refetch} />
              </div>
            )}
          </Show>
          <Show when={data.isCut()}>
            <p role="status" class="p-3 text-sm">
              There are more changes in this range than can be shown at once. Zoom in to see all of them.
            </p>
          </Show>
          <Tracks />
          <SeamNotes />
          <DamageNotes />
        </div>
        <Legend />
      </div>
    </TimelineProvider>
  )
}
