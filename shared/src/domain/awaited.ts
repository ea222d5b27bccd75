import type { CameraCode } from '../errors/camera-codes.ts'

interface AwaitedEntry {
  /** Said while it is waited for, before the seconds. */
  readonly words: string
  /** What the attempt, or a probe, ends with where it never comes; null where it does not end for it. */
  readonly code: CameraCode | null
}

/** What a connection may wait for before its first picture; the key is `what` of a stream's status. */
export const awaited = {
  'other-stream': { words: 'Waiting for another stream of this host', code: null },
  packets: { words: 'Waiting for the camera to send', code: 'camera.no-data' },
  video: { words: 'Sound comes, but no pictures', code: 'camera.sound-only' },
  'parameter-sets': { words: 'Pictures come without their parameter sets', code: 'camera.no-parameter-sets' },
  keyframe: { words: 'Waiting for a keyframe', code: 'camera.no-keyframe' },
} as const satisfies Record<string, AwaitedEntry>

export type AwaitedWhat = keyof typeof awaited
