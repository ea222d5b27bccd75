import type { Camera } from '@nightjar/shared/api/camera.ts'
import { createEffect, type JSX, on, Show } from 'solid-js'
import type { LiveQuality } from '../../api/live.ts'
import { apiReachable } from '../../api/reachability.ts'
import { createInView } from '../../primitives/create-in-view.ts'
import { usePageVisible } from '../../primitives/use-page-visible.ts'
import { createLinger } from './create-linger.ts'
import { createLivePlayer } from './create-live-player.ts'
import { useLive } from './live-context.ts'
import { StateNote } from './state-note.tsx'
import { stateWords } from './state-words.ts'

export type LivePlayerHandle = ReturnType<typeof createLivePlayer>

interface LivePictureProps {
  readonly camera: Camera
  readonly quality: LiveQuality
  /** Where the picture goes on its stage. */
  readonly area?: string
  readonly children: (player: LivePlayerHandle) => JSX.Element
}

/** A running picture with its state in words over it; what else stands on the tile is up to the caller. */
export function LivePicture(props: LivePictureProps) {
  const { now } = useLive()
  const frame = document.createElement('div')
  const area = props.area ?? 'absolute inset-0'
  frame.className = area
  const pageVisible = usePageVisible()
  const inView = createInView(frame)
  const wanted = createLinger(() => pageVisible() && inView())
  // A site that is offline sends nothing; its tile says so without asking.
  const active = () => wanted() && props.camera.agentOnline
  const player = createLivePlayer(frame, { cameraId: props.camera.id, quality: props.quality, active })
  // Who waits for the server does not sit out the rest of a long wait once it answers again.
  createEffect(on(apiReachable, reachable => reachable && player.retryNow(), { defer: true }))
  const words = () => stateWords(player.snapshot(), props.camera, now())
  return (
    <>
      {frame}
      <Show when={words()}>
        {shown => (
          <StateNote
            words={shown()}
            area={area}
            overPicture={player.snapshot().lastPictureMs !== null}
            onRetry={player.retryNow}
          />
        )}
      </Show>
      {props.children(player)}
    </>
  )
}
