import type { Camera } from '@nightjar/shared/api/camera.ts'
import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import { Badge } from '../../ui/badge/badge.tsx'
import { evictionWords } from './eviction-words.ts'

/** That recordings of a camera were deleted before their time, and the way to them; nothing where none were. */
export function EvictionNote(props: { readonly camera: Camera; readonly now: number }) {
  return (
    <Show when={props.camera.chain.evictedEarly}>
      {early => {
        const words = () => evictionWords(early(), props.now)
        return (
          <div class="mt-1.5">
            <Badge tone="offline" dot>
              {words().title}
            </Badge>
            <p class="mt-1 max-w-sm text-sm text-text-2">{words().detail}</p>
            <p class="mt-1 max-w-sm text-sm text-text-3">
              {words().doubt}{' '}
              <A
                href={`/timeline?camera=${props.camera.id}&t=${early().from}`}
                class="underline hover:text-text"
                aria-label={`Show it: what was deleted of ${props.camera.name}`}
              >
                Show it
              </A>
            </p>
          </div>
        )
      }}
    </Show>
  )
}
