import type { Camera } from '@nightjar/shared/api/camera.ts'
import { Show } from 'solid-js'
import { Badge } from '../../ui/badge/badge.tsx'
import { Button } from '../../ui/button/button.tsx'
import { chainWords } from './chain-words.ts'

interface ChainNoteProps {
  readonly camera: Camera
  readonly mayManage: boolean
  readonly onDecide: () => void
}

/** That the records of a camera are not taken, and the way to decide about it; nothing where they are. */
export function ChainNote(props: ChainNoteProps) {
  return (
    <Show when={chainWords(props.camera.chain)}>
      {words => (
        <div class="mt-1.5">
          <Badge tone={props.camera.chain.state === 'frozen' ? 'offline' : 'connecting'} dot>
            {words().title}
          </Badge>
          <p class="mt-1 max-w-sm text-sm text-text-2">{words().detail}</p>
          <Show when={props.mayManage && props.camera.chain.state !== 'open'}>
            <Button
              size="small"
              class="mt-1.5"
              aria-label={`Decide about the records of ${props.camera.name}`}
              onClick={() => props.onDecide()}
            >
              Decide…
            </Button>
          </Show>
        </div>
      )}
    </Show>
  )
}
