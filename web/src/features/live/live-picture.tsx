import type { Camera } from '@nightjar/shared/api/camera.ts'
import { createEffect, createSignal, type JSX, on, onCleanup, Show } from 'solid-js'
import type { LiveQuality } from '../../api/live.ts'
import { apiReachable } from '../../api/reachability.ts'
import { createInView } from '../../primitives/create-in-view.ts'
import { usePageVisible } from '../../primitives/use-page-visible.ts'
import { StateDot } from '../../ui/badge/badge.tsx'
import { Button } from '../../ui/button/button.tsx'
import { createLivePlayer } from './create-live-player.ts'
import { stateWords } from './state-words.ts'

export type LivePlayerHandle = ReturnType<typeof createLivePlayer>

interface LivePictureProps {
  readonly camera: Camera
  readonly quality: LiveQuality
  readonly now: number
  /** Where the picture goes on its stage. */
  readonly area?: string
  readonly children: (player: LivePlayerHandle) => JSX.Element
}

/** A running picture with its state in words over it; what else stands on the tile is up to the caller. */
export function LivePicture(props: LivePictureProps) {
  const frame = document.createElement('div')
  const area = props.area ?? 'absolute inset-0'
  frame.className = area
  const pageVisible = usePageVisible()
  const inView = createInView(frame)
  // Scrolling past or a short look at another tab does not tear the connection down.
  const [lingering, setLingering] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const active = () => {
    const wanted = pageVisible() && inView()
    clearTimeout(timer)
    if (wanted) setLingering(true)
    else timer = setTimeout(() => setLingering(false), 4000)
    // A site that is offline sends nothing; its tile says so without asking.
    return (wanted || lingering()) && props.camera.agentOnline
  }
  const player = createLivePlayer(frame, { cameraId: props.camera.id, quality: props.quality, active })
  // Who waits for the server does not sit out the rest of a long wait once it answers again.
  createEffect(on(apiReachable, reachable => reachable && player.retryNow(), { defer: true }))
  const words = () => stateWords(player.snapshot(), props.camera, props.now)
  return (
    <>
      {frame}
      <Show when={words()}>
        {shown => (
          <div
            class={`${area} flex flex-col items-center justify-center gap-1 p-4 text-center ${player.snapshot().lastPictureMs === null ? '' : 'bg-black/60'}`}
            role="status"
          >
            <p class="flex items-center gap-2 font-medium text-[#eceff2]">
              <StateDot tone={shown().tone} />
              {shown().title}
            </p>
            <Show when={shown().detail}>
              <p class="max-w-md text-[#b3bac2] text-sm">{shown().detail}</p>
            </Show>
            <Show when={shown().retry}>
              <Button
                size="small"
                class="mt-2"
                onClick={event => {
                  event.stopPropagation()
                  player.retryNow()
                }}
              >
                Try now
              </Button>
            </Show>
          </div>
        )}
      </Show>
      {props.children(player)}
    </>
  )
}
