import type { Camera } from '@nightjar/shared/api/camera.ts'
import { createEffect, createSignal, Match, onCleanup, Show, Switch } from 'solid-js'
import { getSegments } from '../../api/recording.ts'
import { mediaSourceClass } from '../../player/ladder.ts'
import { browserClock } from '../../player/player-clock.ts'
import type { Playback } from '../../player/recorded/playback.ts'
import { RecordedPlayer } from '../../player/recorded/recorded-player.ts'
import type { RecordedSnapshot } from '../../player/recorded/recorded-state.ts'
import { Button } from '../../ui/button/button.tsx'
import { Waiting } from '../../ui/waiting/waiting.tsx'
import { type Interval, intervalAt } from './interval.ts'
import { PictureNote } from './picture-note.tsx'

interface RecordedPictureProps {
  readonly camera: Camera
  readonly playback: Playback
  readonly intervals: readonly Interval[]
  readonly wallMs: number
  readonly nowMs: number
  readonly named: boolean
  readonly audible: boolean
  readonly onSnapshot: (snapshot: RecordedSnapshot) => void
}

/** One camera's recorded picture on the common clock. */
export function RecordedPicture(props: RecordedPictureProps) {
  const video = document.createElement('video')
  video.className = 'absolute inset-0 size-full object-contain'
  video.muted = true
  video.playsInline = true
  video.dataset.camera = props.camera.id
  const [snapshot, setSnapshot] = createSignal<RecordedSnapshot | null>(null)
  const cameraId = props.camera.id
  const playback = props.playback
  const player = new RecordedPlayer({
    video,
    clock: browserClock,
    mediaSource: mediaSourceClass(),
    getSegments: async (from, to, signal) => {
      const result = await getSegments(cameraId, from, to, signal)
      return result.kind === 'ok' ? { kind: 'ok', value: result.value.items } : result
    },
    onChange: next => {
      setSnapshot(next)
      props.onSnapshot(next)
    },
  })
  createEffect(() => player.setAudible(props.audible))
  playback.add(cameraId, player)
  onCleanup(() => {
    playback.remove(cameraId)
    player.close()
  })
  const state = () => snapshot()?.state
  const blocked = () => {
    const now = state()
    return now?.kind === 'blocked' ? now : undefined
  }
  return (
    <figure aria-label={props.camera.name} class="relative min-h-0 min-w-0 overflow-hidden bg-picture">
      {video}
      <Switch>
        <Match when={state()?.kind === 'loading'}>
          <div class="absolute inset-0 flex items-center justify-center [&_*]:text-[#c3c9d0]">
            <LateNote />
          </div>
        </Match>
        <Match when={state()?.kind === 'gap'}>
          <PictureNote
            interval={intervalAt(props.intervals, props.wallMs)}
            nowMs={props.nowMs}
            nextMs={(state() as { nextMs: number | null }).nextMs}
            onGo={atMs => playback.seek(atMs)}
          />
        </Match>
        <Match when={blocked()}>
          {shown => (
            <div
              role="alert"
              class="absolute inset-0 flex flex-col items-center justify-center gap-1 bg-black/65 p-4 text-center"
            >
              <p class="font-medium text-[#eceff2]">{shown().problem.title}</p>
              <p class="max-w-md text-[#b3bac2] text-sm">{shown().problem.detail}</p>
              <div class="mt-2 flex gap-2">
                <Button size="small" onClick={() => player.retry()}>
                  Try again
                </Button>
                <Show when={shown().nextMs}>
                  {nextMs => (
                    <Button size="small" onClick={() => playback.seek(nextMs() + 1)}>
                      Skip it
                    </Button>
                  )}
                </Show>
              </div>
            </div>
          )}
        </Match>
      </Switch>
      <Show when={props.named}>
        <figcaption class="pointer-events-none absolute inset-x-0 bottom-0 bg-gradient-to-t from-black/75 to-transparent px-2.5 pt-5 pb-1.5 font-medium text-white">
          {props.camera.name}
        </figcaption>
      </Show>
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
