import type { Camera } from '@nightjar/shared/api/camera.ts'
import { createSignal, Match, onCleanup, Show, Switch } from 'solid-js'
import { Waiting } from '../../ui/waiting/waiting.tsx'
import { BlockedNote } from './blocked-note.tsx'
import { createRecordedPlayer } from './create-recorded-player.ts'
import { PictureNote } from './picture-note.tsx'

/** One camera's recorded picture on the common clock. */
export function RecordedPicture(props: { readonly camera: Camera }) {
  // The place is the camera's for good: another camera gets another place.
  const { video, state, mediaUrl, retry, ask } = createRecordedPlayer(props.camera.id)
  const ofKind = <Kind extends ReturnType<typeof state>['kind']>(kind: Kind) => {
    const now = state()
    return now.kind === kind ? (now as Extract<typeof now, { kind: Kind }>) : undefined
  }
  return (
    <figure aria-label={props.camera.name} class="relative min-h-0 min-w-0 overflow-hidden bg-picture">
      {video}
      <Switch>
        <Match when={ofKind('loading')}>
          <div class="absolute inset-0 flex items-center justify-center [&_*]:text-[#c3c9d0]">
            <LateNote />
          </div>
        </Match>
        <Match when={ofKind('gap')}>
          {gap => <PictureNote camera={props.camera} nextMs={gap().nextMs} onAsk={ask} />}
        </Match>
        <Match when={ofKind('blocked')}>
          {blocked => (
            <BlockedNote problem={blocked().problem} nextMs={blocked().nextMs} mediaUrl={mediaUrl()} onRetry={retry} />
          )}
        </Match>
      </Switch>
      <figcaption class="pointer-events-none absolute inset-x-0 bottom-0 bg-gradient-to-t from-black/75 to-transparent px-2.5 pt-5 pb-1.5 font-medium text-white">
        {props.camera.name}
      </figcaption>
    </figure>
  )
}

/** Most loads end before the words would be read; only the slow ones say something. */
function LateNote() {
  const [late, setLate] = createSignal(false)
  const timer = setTimeout(() => setLate(true), 350)
  onCleanup(() => clearTimeout(timer))
  return (
    <Show when={late()}>
      <Waiting inline>Loading the recording…</Waiting>
    </Show>
  )
}
