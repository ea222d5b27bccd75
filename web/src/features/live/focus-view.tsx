import type { Camera } from '@nightjar/shared/api/camera.ts'
import { onMount } from 'solid-js'
import { createHotkeys } from '../../primitives/create-hotkeys.ts'
import { FocusBar } from './focus-bar.tsx'
import { useLive } from './live-context.ts'
import { LivePicture, type LivePlayerHandle } from './live-picture.tsx'
import { toggleFullscreen } from './toggle-fullscreen.ts'

/** One camera as large as the page, with its recorded stream and, on request, its sound. */
export function FocusView(props: { readonly camera: Camera }) {
  const live = useLive()
  let stage!: HTMLDivElement
  let handle: LivePlayerHandle | undefined
  // The tile that had the focus is gone; it is not to begin at the top of the page again.
  onMount(() => stage.querySelector('button')?.focus({ preventScroll: true }))
  const toggleSound = () => handle?.setAudible(!handle.snapshot().audible)
  const fullscreen = () => toggleFullscreen(stage)
  createHotkeys({
    Escape: () => document.fullscreenElement === null && live.leave(props.camera.id),
    ArrowLeft: () => live.step(-1),
    ArrowRight: () => live.step(1),
    f: fullscreen,
    m: toggleSound,
  })
  return (
    <section aria-label={props.camera.name} class="flex min-h-0 grow flex-col">
      <div
        ref={element => {
          stage = element
        }}
        class="relative flex min-h-0 grow flex-col bg-picture max-md:grow-0"
      >
        <LivePicture camera={props.camera} quality="full" area="absolute inset-x-0 top-12 bottom-0">
          {player => {
            handle = player
            return (
              <FocusBar
                camera={props.camera}
                live={player.snapshot()}
                onSound={toggleSound}
                onFullscreen={fullscreen}
              />
            )
          }}
        </LivePicture>
        <div class="min-h-0 grow max-md:aspect-video max-md:grow-0" />
      </div>
    </section>
  )
}
