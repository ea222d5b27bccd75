import type { Camera } from '@nightjar/shared/api/camera.ts'
import { Show } from 'solid-js'
import { formatMoment } from '../../time/format.ts'
import { Button } from '../../ui/button/button.tsx'
import type { AskedStretch } from './as-asked.ts'
import { intervalAt } from './interval.ts'
import { pictureWords } from './picture-words.ts'
import { useTimeline } from './timeline-context.ts'

interface PictureNoteProps {
  readonly camera: Camera
  /** Where recordings go on; null where that is not known. */
  readonly nextMs: number | null
  /** Somebody wants a deleted stretch all the same. */
  readonly onAsk: (stretch: AskedStretch) => void
}

/** Why there is no picture for this moment, and the way to the next one. */
export function PictureNote(props: PictureNoteProps) {
  const { data, now, transport } = useTimeline()
  const atMs = () => transport.playing().wallMs
  const interval = () => intervalAt(data.intervals(props.camera.id), atMs())
  const words = () =>
    pictureWords(interval(), { atMs: atMs(), addedMs: Date.parse(props.camera.createdAt), nowMs: now() })
  const deleted = () => {
    const shown = interval()
    return shown?.where === 'gone' ? shown : null
  }
  return (
    <div
      role="status"
      class="absolute inset-0 flex flex-col items-center justify-center gap-1 bg-black/65 p-4 text-center"
    >
      <p class="font-medium text-[#eceff2]">{words().title}</p>
      <Show when={words().detail}>{text => <p class="max-w-md text-[#b3bac2] text-sm">{text()}</p>}</Show>
      <Show when={deleted()}>
        {stretch => (
          <Button size="small" class="mt-2" onClick={() => props.onAsk(stretch())}>
            Ask the site for it
          </Button>
        )}
      </Show>
      <Show when={props.nextMs}>
        {nextMs => (
          <Button size="small" class="mt-2" onClick={() => transport.playback.seek(nextMs())}>
            Go to the next recording, {formatMoment(nextMs(), now())}
          </Button>
        )}
      </Show>
    </div>
  )
}
