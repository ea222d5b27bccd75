import type { Problem } from '@nightjar/shared/api/problem.ts'
import Download from 'lucide-solid/icons/download'
import { Show } from 'solid-js'
import { isWhole } from '../../player/recorded/recorded-problems.ts'
import { Button, buttonLooks } from '../../ui/button/button.tsx'
import { useTimeline } from './timeline-context.ts'

interface BlockedNoteProps {
  readonly problem: Problem
  /** End of what cannot be shown; null while it is not known. */
  readonly nextMs: number | null
  /** Of the recording, where it is whole and only this browser cannot show it; null otherwise. */
  readonly mediaUrl: string | null
  readonly onRetry: () => void
}

/** There is a recording of this moment, but it cannot be had or shown. */
export function BlockedNote(props: BlockedNoteProps) {
  const { playback } = useTimeline().transport
  return (
    <div
      role="alert"
      class="absolute inset-0 flex flex-col items-center justify-center gap-1 bg-black/65 p-4 text-center"
    >
      <p class="font-medium text-[#eceff2]">{props.problem.title}</p>
      <p class="max-w-md text-[#b3bac2] text-sm">{props.problem.detail}</p>
      <div class="mt-2 flex gap-2">
        <Button size="small" onClick={() => props.onRetry()}>
          Try again
        </Button>
        <Show when={isWhole(props.problem.code) && props.mediaUrl}>
          {url => (
            <a
              href={url()}
              download="nightjar-recording.mp4"
              class={`inline-flex h-7 items-center gap-2 rounded-md px-2 font-medium text-sm max-md:h-9 max-md:px-3 ${buttonLooks.plain} hover:bg-hover`}
            >
              <Download size={14} /> Download
            </a>
          )}
        </Show>
        <Show when={props.nextMs}>
          {nextMs => (
            <Button size="small" onClick={() => playback.seek(nextMs() + 1)}>
              Skip it
            </Button>
          )}
        </Show>
      </div>
    </div>
  )
}
