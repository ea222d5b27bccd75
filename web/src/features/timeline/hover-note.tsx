import { Show } from 'solid-js'
import { formatClock, formatDay, formatDuration } from '../../time/format.ts'
import type { Interval } from './interval.ts'
import { causeText, stateTitle, whereText } from './interval-words.ts'

interface HoverNoteProps {
  /** Of the pointer, in the window. */
  readonly x: number
  /** Of the upper edge of the tracks, in the window. */
  readonly top: number
  /** The moment is before the camera was added. */
  readonly before: boolean
  readonly atMs: number
  readonly nowMs: number
  readonly cameraName: string | null
  readonly interval: Interval | null
}

/** What is known about the moment under the pointer. */
export function HoverNote(props: HoverNoteProps) {
  const left = () => Math.min(Math.max(props.x - 120, 4), innerWidth - 244)
  return (
    <div
      class="pointer-events-none fixed z-20 w-60 rounded-md border border-line bg-raised/95 px-2.5 py-2 shadow-float"
      style={{ left: `${left()}px`, bottom: `${innerHeight - props.top + 4}px` }}
    >
      <p class="flex justify-between gap-2">
        <span class="font-semibold">{formatClock(props.atMs)}</span>
        <span class="text-text-3">{formatDay(props.atMs)}</span>
      </p>
      <Show when={props.cameraName}>
        <p class="truncate text-text-2">{props.cameraName}</p>
      </Show>
      <Show
        when={props.interval}
        fallback={
          <Show when={props.cameraName !== null}>
            <p class="text-sm text-text-3">
              {props.atMs > props.nowMs ? 'Not yet.' : 'Loading what is known of this time…'}
            </p>
          </Show>
        }
      >
        {interval => (
          <div class="mt-1 border-line border-t pt-1 text-sm">
            <p>{props.before ? 'Before the camera was added' : stateTitle(interval())}</p>
            <Show when={causeText(interval())}>{text => <p class="text-text-2">{text()}</p>}</Show>
            <Show when={whereText(interval())}>{text => <p class="text-text-2">{text()}</p>}</Show>
            <p class="text-text-3">
              {formatClock(interval().from)} – {formatClock(interval().to)},{' '}
              {formatDuration(interval().to - interval().from)}
            </p>
          </div>
        )}
      </Show>
    </div>
  )
}
