import { Show } from 'solid-js'
import { formatMoment } from '../../time/format.ts'
import { Button } from '../../ui/button/button.tsx'
import { hasPictures, type Interval } from './interval.ts'
import { causeText, stateTitle } from './interval-words.ts'

interface PictureNoteProps {
  readonly interval: Interval | null
  readonly nowMs: number
  readonly nextMs: number | null
  readonly onGo: (atMs: number) => void
}

/** Why there is no picture for this moment, and the way to the next one. */
export function PictureNote(props: PictureNoteProps) {
  const title = () => {
    const { interval } = props
    if (interval === null) return 'No recording for this time'
    if (interval.state === 'recording' || interval.state === 'pending') return 'This is the newest recording'
    return hasPictures(interval) ? 'Loading the recording…' : stateTitle(interval)
  }
  const detail = () => {
    const { interval } = props
    if (interval?.state === 'recording' || interval?.state === 'pending')
      return 'What is being recorded now can be played when its segment is closed.'
    return interval === null ? null : causeText(interval)
  }
  return (
    <div
      role="status"
      class="absolute inset-0 flex flex-col items-center justify-center gap-1 bg-black/65 p-4 text-center"
    >
      <p class="font-medium text-[#eceff2]">{title()}</p>
      <Show when={detail()}>{text => <p class="max-w-md text-[#b3bac2] text-sm">{text()}</p>}</Show>
      <Show when={props.nextMs}>
        {nextMs => (
          <Button size="small" class="mt-2" onClick={() => props.onGo(nextMs())}>
            Go to the next recording, {formatMoment(nextMs(), props.nowMs)}
          </Button>
        )}
      </Show>
    </div>
  )
}
