import type { Camera } from '@nightjar/shared/api/camera.ts'
import { Show } from 'solid-js'
import { StateDot } from '../../ui/badge/badge.tsx'
import { useLive } from './live-context.ts'
import { LivePicture } from './live-picture.tsx'
import { LossNote } from './loss-note.tsx'
import { TileFigures } from './tile-figures.tsx'
import { toggleFullscreen } from './toggle-fullscreen.ts'

/** One camera on the wall: its picture, its name, and the way to see it alone. */
export function LiveTile(props: { readonly camera: Camera }) {
  const { focus } = useLive()
  let tile: HTMLElement | undefined
  return (
    <article
      ref={element => {
        tile = element
      }}
      data-camera={props.camera.id}
      aria-label={props.camera.name}
      class="group relative aspect-video overflow-hidden rounded-sm bg-picture has-[button.tile:focus-visible]:outline-2 has-[button.tile:focus-visible]:outline-accent has-[button.tile:focus-visible]:outline-offset-2"
    >
      <LivePicture camera={props.camera} quality="small">
        {player => (
          <>
            <button
              type="button"
              class="tile absolute inset-0 cursor-pointer outline-none"
              aria-label={`Focus ${props.camera.name}`}
              onClick={() => focus(props.camera.id)}
              onDblClick={() => tile !== undefined && toggleFullscreen(tile)}
            />
            <div class="pointer-events-none absolute inset-x-0 bottom-0 flex items-end justify-between gap-3 bg-gradient-to-t from-black/75 to-transparent px-2.5 pt-6 pb-1.5">
              <span class="flex min-w-0 items-center gap-1.5 font-medium text-white">
                <Show when={props.camera.recordingNow}>
                  <span title="Recording" class="flex items-center">
                    <StateDot tone="recording" />
                    <span class="sr-only">Recording</span>
                  </span>
                </Show>
                <bdi class="truncate" title={props.camera.name}>
                  {props.camera.name}
                </bdi>
              </span>
              <span class="flex flex-col items-end gap-0.5">
                <LossNote camera={props.camera} />
                <TileFigures live={player.snapshot()} />
              </span>
            </div>
          </>
        )}
      </LivePicture>
    </article>
  )
}
