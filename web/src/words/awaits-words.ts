import type { Camera } from '@nightjar/shared/api/camera.ts'
import { type AwaitedWhat, awaited } from '@nightjar/shared/domain/awaited.ts'

/** What a camera that is connecting waits for, and how long already; null where there is nothing to say. */
export function awaitsWords(camera: Camera, nowMs: number): string | null {
  for (const { state, awaits } of camera.streams) {
    if (state !== 'connecting' || awaits === null || !Object.hasOwn(awaited, awaits.what)) continue
    const seconds = Math.max(0, Math.round((nowMs - Date.parse(awaits.since)) / 1000))
    return `${awaited[awaits.what as AwaitedWhat].words}, ${seconds} s`
  }
  return null
}
