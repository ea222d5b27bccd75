import type { Camera } from '@nightjar/shared/api/camera.ts'
import { formatMoment } from '../time/format.ts'
import type { Tone } from '../ui/badge/badge.tsx'
import { reasonText, reasonTitle } from './reason-words.ts'

/** What a tile says: a few words, and a sentence where there is more to say or do. */
export interface StateWords {
  readonly tone: Tone
  readonly title: string
  readonly detail: string | null
  /** Trying again now makes sense. */
  readonly retry: boolean
}

/**
 * What the agent reports about the camera outranks what the viewer's socket can know; null where it is well.
 * @param seenMs when this screen last showed a picture of it
 */
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
  // One that is stopped for a reason does not even try: a mask that cannot be applied, a password for another address.
  const waiting = camera.streams.find(
    stream => (stream.state === 'waiting' || stream.state === 'stopped') && stream.reason !== null,
  )
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

function lastPictureAt(camera: Camera): number | null {
  const times = camera.streams.flatMap(stream =>
    stream.lastPictureAt === null ? [] : [Date.parse(stream.lastPictureAt)],
  )
  return times.length === 0 ? null : Math.max(...times)
}
