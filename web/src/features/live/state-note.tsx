import { Show } from 'solid-js'
import { StateDot } from '../../ui/badge/badge.tsx'
import { Button } from '../../ui/button/button.tsx'
import type { StateWords } from '../../words/camera-trouble.ts'

interface StateNoteProps {
  readonly words: StateWords
  /** Where it goes on its stage: where the picture is. */
  readonly area: string
  /** The last picture is still to be seen behind it. */
  readonly overPicture: boolean
  readonly onRetry: () => void
}

/** Says why no picture is moving. */
export function StateNote(props: StateNoteProps) {
  return (
    <div
      class={`${props.area} flex flex-col items-center justify-center gap-1 p-4 text-center ${props.overPicture ? 'bg-black/60' : ''}`}
      role="status"
    >
      <p class="flex items-center gap-2 font-medium text-[#eceff2]">
        <StateDot tone={props.words.tone} />
        {props.words.title}
      </p>
      <Show when={props.words.detail}>
        <p class="max-w-md text-[#b3bac2] text-sm">{props.words.detail}</p>
      </Show>
      <Show when={props.words.retry}>
        <Button
          size="small"
          class="mt-2"
          onClick={event => {
            event.stopPropagation()
            props.onRetry()
          }}
        >
          Try now
        </Button>
      </Show>
    </div>
  )
}
