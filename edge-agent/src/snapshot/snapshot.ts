import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { PicturePacket } from '../media/packet.ts'
import type { VideoTrack } from '../media/track.ts'
import { askOnce } from '../worker/one-shot.ts'
import type { WorkerKind } from '../worker/protocol.ts'
import type { WorkerDeps } from '../worker/worker-process.ts'
import type { SnapshotAnswer, SnapshotProtocol } from './ipc.ts'

const kind: WorkerKind<SnapshotProtocol> = {
  name: 'snapshot',
  modulePath: new URL('snapshot-child.ts', import.meta.url).pathname,
  // A decoded picture of 8192 by 4320 takes 50 MB; a header may promise any size.
  residentLimitBytes: 1024 ** 3,
  deadlinesMs: { 'make-jpeg': 5_000 },
}

/**
 * Makes a JPEG of a keyframe, or of the last of the pictures behind a recovery point. The decoder, which is C and reads a camera's bytes, runs in a process of its own that
 * lives for this one picture: whatever it does costs the picture only.
 * @returns null where no picture could be made within five seconds. Never rejects.
 */
export async function takeSnapshot(
  track: VideoTrack,
  shown: readonly PicturePacket[],
  deps: WorkerDeps,
): Promise<Uint8Array | null> {
  const picture = Buffer.concat(shown.flatMap(({ chunks }) => chunks))
  const lengths = shown.map(({ byteLength }) => byteLength)
  const answer = await askOnce(
    kind,
    'make-jpeg',
    { codec: track.codec, decoderConfig: track.decoderConfig, picture, lengths },
    deps,
  ).catch((error): SnapshotAnswer => ({ jpeg: null, detail: toAppError(error).message }))
  if (answer.jpeg === null) deps.log.warn({ detail: answer.detail }, 'no snapshot')
  return answer.jpeg
}
