import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { LiveSnapshot } from '../../player/live-player.ts'
import { formatMoment } from '../../time/format.ts'
import { awaitsWords } from '../../words/awaits-words.ts'
import { cameraTrouble, type StateWords } from '../../words/camera-trouble.ts'
import { reasonText, reasonTitle } from '../../words/reason-words.ts'

const steps = {
  ticket: 'Asking for the picture…',
  relay: 'Connecting to the relay…',
  stream: 'Waiting for the site to send…',
  reconnect: 'Reconnecting to the camera with its new settings…',
  picture: 'Waiting for the first picture…',
  start: 'Cannot be shown here',
}

const noStart =
  'The camera sends no complete pictures, and a browser begins with one. Set a keyframe (IDR) interval in the camera, such as two seconds. It is recorded meanwhile.'

/** null while pictures are moving: then the picture speaks for itself. */
export function stateWords(live: LiveSnapshot, camera: Camera, nowMs: number): StateWords | null {
  const { state } = live
  if (state.kind === 'playing') return null
  if (state.kind === 'unsupported')
    return { tone: 'offline', title: 'Cannot be shown here', detail: state.sentence, retry: false }
  const known = cameraTrouble(camera, nowMs, live.lastPictureMs)
  if (known !== null) return known
  switch (state.kind) {
    case 'paused':
      return { tone: 'neutral', title: 'Paused', detail: 'Goes on when it is in view.', retry: false }
    case 'connecting':
      return {
        tone: state.step === 'start' ? 'offline' : 'connecting',
        title: steps[state.step],
        detail: state.step === 'start' ? noStart : awaitsWords(camera, nowMs),
        retry: false,
      }
    case 'stalled':
      return {
        tone: 'offline',
        title: `No picture since ${formatMoment(state.sinceMs, nowMs)}`,
        detail: reasonText(state.reason),
        retry: false,
      }
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil((state.retryAtMs - nowMs) / 1000))
      const again = seconds > 0 ? `Next attempt in ${seconds} s.` : 'Trying again…'
      const why = state.sentence ?? reasonText(state.reason)
      return {
        tone: 'connecting',
        title: reasonTitle(state.reason) ?? 'Connection lost',
        detail: why === null ? again : `${why} ${again}`,
        retry: true,
      }
    }
  }
}
