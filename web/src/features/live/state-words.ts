import type { Camera } from '@nightjar/shared/api/camera.ts'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import type { LiveSnapshot } from '../../player/live-player.ts'
import { formatMoment } from '../../time/format.ts'
import type { Tone } from '../../ui/badge/badge.tsx'

/** What a tile says: a few words, and a sentence where there is more to say or do. */
export interface StateWords {
  readonly tone: Tone
  readonly title: string
  readonly detail: string | null
  /** Trying again now makes sense. */
  readonly retry: boolean
}

const steps = {
  ticket: 'Asking for the picture…',
  relay: 'Connecting to the relay…',
  stream: 'Waiting for the site to send…',
  picture: 'Waiting for the first picture…',
}

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
      return { tone: 'connecting', title: steps[state.step], detail: null, retry: false }
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

/** What the agent reports about the camera outranks what the viewer's socket can know. */
export function cameraTrouble(camera: Camera, nowMs: number, seenMs: number | null = null): StateWords | null {
  if (!camera.agentOnline) {
    // What was on this screen is newer than the agent's last report.
    const last = Math.max(lastPictureAt(camera) ?? 0, seenMs ?? 0) || null
    return {
      tone: 'offline',
      title: last === null ? 'Site offline' : `Site offline; last picture ${formatMoment(last, nowMs)}`,
      detail: 'The agent is not connected. While it has power it goes on recording, and reports when it is back.',
      retry: false,
    }
  }
  const waiting = camera.streams.find(stream => stream.state === 'waiting' && stream.reason !== null)
  if (waiting === undefined) return null
  const retryAt = waiting.retryAt === null ? null : Date.parse(waiting.retryAt)
  const again = retryAt !== null && retryAt > nowMs ? ` Next attempt at ${formatMoment(retryAt, nowMs)}.` : ''
  return {
    tone: 'offline',
    title: reasonTitle(waiting.reason) ?? 'No picture',
    detail: `${remedyOf(waiting.reason, waiting.reasonText)}${again}`.trim(),
    retry: false,
  }
}

/** The server's sentence often begins with the title, which stands above it already. */
function remedyOf(code: string | null, sentence: string | null): string {
  const title = reasonTitle(code)
  const text = sentence ?? reasonText(code) ?? ''
  return title !== null && text.startsWith(`${title}. `) ? text.slice(title.length + 2) : text
}

export function lastPictureAt(camera: Camera): number | null {
  const times = camera.streams.flatMap(stream =>
    stream.lastPictureAt === null ? [] : [Date.parse(stream.lastPictureAt)],
  )
  return times.length === 0 ? null : Math.max(...times)
}

const entryOf = (code: string | null) =>
  code !== null && code in errorCodes ? errorCodes[code as keyof typeof errorCodes] : null
export const reasonTitle = (code: string | null): string | null => entryOf(code)?.title ?? null
export const reasonText = (code: string | null): string | null => entryOf(code)?.remedy ?? null
