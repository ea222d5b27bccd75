import type { PicturePacket } from '../media/packet.ts'
import type { VideoTrack } from '../media/track.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Spawner } from '../platform/spawn.ts'
import type { SnapshotAnswer, SnapshotJob } from './snapshot-job.ts'

export interface SnapshotDeps {
  readonly clock: Clock
  readonly spawner: Spawner
  readonly log: Log
}

const deadlineMs = 5_000
const modulePath = new URL('snapshot-child.ts', import.meta.url).pathname

/**
 * Makes a JPEG of one keyframe. The decoder, which is C and reads a camera's bytes, runs in a process of its own that
 * lives for this one picture: whatever it does costs the picture only.
 * @returns null where no picture could be made within five seconds. Never rejects.
 */
export function takeSnapshot(
  track: VideoTrack,
  keyframe: PicturePacket,
  deps: SnapshotDeps,
): Promise<Uint8Array | null> {
  const { promise, resolve } = Promise.withResolvers<SnapshotAnswer>()
  const child = deps.spawner.node(modulePath, {
    message: message => resolve(message as SnapshotAnswer),
    exited: (code, signal) => resolve({ jpeg: null, detail: `ended with ${signal ?? code}` }),
  })
  const patience = new AbortController()
  deps.clock.sleep(deadlineMs, patience.signal).then(
    () => resolve({ jpeg: null, detail: 'took too long' }),
    () => {},
  )
  const job: SnapshotJob = {
    codec: track.codec,
    decoderConfig: track.decoderConfig,
    picture: Buffer.concat(keyframe.chunks),
  }
  child.send(job)
  return promise.then(answer => {
    patience.abort()
    child.kill()
    if (answer.jpeg === null) deps.log.warn({ detail: answer.detail }, 'no snapshot')
    return answer.jpeg
  })
}
