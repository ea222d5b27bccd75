import type { Problem } from '@nightjar/shared/api/problem.ts'
import { Show } from 'solid-js'
import { Button } from '../../ui/button/button.tsx'
import { useTimeline } from './timeline-context.ts'

interface BlockedNoteProps {
  readonly problem: Problem
  /** End of what cannot be shown; null while it is not known. */
  readonly nextMs: number | null
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
