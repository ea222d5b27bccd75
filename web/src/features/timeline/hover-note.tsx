import { Show } from 'solid-js'
import { formatClock, formatDay } from '../../time/format.ts'
import { damageAt } from './damage.ts'
import { HoverInterval } from './hover-interval.tsx'
import { intervalAt } from './interval.ts'
import { useTimeline } from './timeline-context.ts'
import { type HoverPlace, useTracks } from './tracks-context.ts'

interface HoverNoteProps {
  readonly place: HoverPlace
  readonly canvas: HTMLCanvasElement
}

/** What is known about the moment under the pointer. */
export function HoverNote(props: HoverNoteProps) {
  const { data, now } = useTimeline()
  const { layout } = useTracks()
  const atMs = () => props.place.atMs
  const camera = () => layout.cameraAt(props.place.y)
  const interval = () => {
    const shown = camera()
    return shown === undefined ? null : intervalAt(data.intervals(shown.id), atMs())
  }
  const left = () =>
    Math.min(Math.max(props.canvas.getBoundingClientRect().left + props.place.x - 120, 4), innerWidth - 244)
  const bottom = () => innerHeight - props.canvas.getBoundingClientRect().top + 4
  return (
    <div
      class="pointer-events-none fixed z-20 w-60 rounded-md border border-line bg-raised/95 px-2.5 py-2 shadow-float"
      style={{ left: `${left()}px`, bottom: `${bottom()}px` }}
    >
      <p class="flex justify-between gap-2">
        <span class="font-semibold">{formatClock(atMs())}</span>
        <span class="text-text-3">{formatDay(atMs())}</span>
      </p>
      <Show when={camera()}>
        {shown => (
          <>
            <p class="truncate text-text-2">{shown().name}</p>
            <Show
              when={interval()}
              fallback={
                <p class="text-sm text-text-3">{atMs() > now() ? 'Not yet.' : 'Loading what is known of this time…'}</p>
              }
            >
              {known => (
                <HoverInterval
                  interval={known()}
                  before={atMs() < Date.parse(shown().createdAt)}
                  damage={damageAt(data.damaged(shown().id), atMs())}
                />
              )}
            </Show>
          </>
        )}
      </Show>
    </div>
  )
}
