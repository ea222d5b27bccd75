import type { Camera } from '@nightjar/shared/api/camera.ts'

const sentences = {
  keyframe: 'Waiting for a keyframe',
  packets: 'Waiting for the camera to send',
  'other-stream': 'Waiting for another stream of this host',
}

/** What a camera that is connecting waits for, and how long already; null where there is nothing to say. */
export function awaitsWords(camera: Camera, nowMs: number): string | null {
  for (const { state, awaits } of camera.streams) {
    if (state !== 'connecting' || awaits === null || !(awaits.what in sentences)) continue
    const seconds = Math.max(0, Math.round((nowMs - Date.parse(awaits.since)) / 1000))
    return `${sentences[awaits.what as keyof typeof sentences]}, ${seconds} s`
  }
  return null
}
