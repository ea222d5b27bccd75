import { createEffect, createSignal, on, onCleanup } from 'solid-js'
import { getSegments } from '../../api/recording.ts'
import { mediaSourceClass } from '../../player/ladder.ts'
import { browserClock } from '../../player/player-clock.ts'
import { RecordedPlayer } from '../../player/recorded/recorded-player.ts'
import type { RecordedState } from '../../player/recorded/recorded-state.ts'
import { type AskedStretch, asAsked } from './as-asked.ts'
import { lookAgain } from './look-again.ts'
import { isOldPicture } from './old-picture.ts'
import { useTimeline } from './timeline-context.ts'

/** A player of one camera's recordings that takes part in the playback of the timeline as long as its owner lives. */
export function createRecordedPlayer(cameraId: string) {
  const { data, selection, transport } = useTimeline()
  const { playback } = transport
  const leads = () => selection.first() === cameraId
  const [state, setState] = createSignal<RecordedState>({ kind: 'idle' })
  const [mediaUrl, setMediaUrl] = createSignal<string | null>(null)
  const video = document.createElement('video')
  video.className = 'absolute inset-0 size-full object-contain'
  video.muted = true
  video.playsInline = true
  video.dataset.camera = cameraId
  let asked: AskedStretch | null = null
  const player = new RecordedPlayer({
    video,
    clock: browserClock,
    mediaSource: mediaSourceClass(),
    getSegments: async (from, to, signal) => {
      const result = await getSegments(cameraId, from, to, signal)
      return result.kind === 'ok' ? { kind: 'ok', value: asAsked(result.value.items, asked) } : result
    },
    onChange: snapshot => {
      setState(snapshot.state)
      setMediaUrl(snapshot.mediaUrl)
      if (leads()) transport.took(snapshot)
    },
  })
  createEffect(() => player.setAudible(transport.audible() && leads()))
  let old = false
  createEffect(
    on(state, (now, before) => {
      old = isOldPicture(old, before, now)
      video.style.visibility = old ? 'hidden' : ''
    }),
  )
  const look = lookAgain(() => player.retry())
  createEffect(() => look(state(), player.wallMs, data.intervals(cameraId)))
  playback.add(cameraId, player)
  onCleanup(() => {
    playback.remove(cameraId)
    player.close()
  })
  return {
    video,
    state,
    mediaUrl,
    retry: () => player.retry(),
    /** Loads a stretch although its agent says that it was deleted. */
    ask(stretch: AskedStretch) {
      asked = stretch
      player.retry()
    },
  }
}
