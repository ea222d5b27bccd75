import { join } from 'node:path'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { ControlPlaneApi } from '../api/control-plane-api.ts'
import type { TokenSource } from '../api/token-source.ts'
import type { Identity } from '../config/identity.ts'
import type { SegmentIndex } from '../index/segment-index.ts'
import { createMirror, type Mirror } from '../mirror/mirror.ts'
import { uploadSegment } from '../mirror/upload-segment.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'

/** The mirror, working through the index's uploads until the signal ends it. */
export function startMirror(deps: {
  api: ControlPlaneApi
  tokens: TokenSource
  identity: Identity
  index: SegmentIndex
  segmentsDir: string
  clock: Clock
  random: Random
  log: Log
  signal: AbortSignal
}): Mirror {
  const { index } = deps
  const mirror = createMirror({
    queue: index,
    upload: ({ segmentId, manifest }, signal) => {
      const file = index.segmentFile(segmentId)
      if (!file) throw new AppError('media.gone', { detail: 'the segment was evicted before it was mirrored' })
      const { mediaHash, byteLength } = manifest
      return uploadSegment(deps, { segmentId, path: join(deps.segmentsDir, file.path), mediaHash, byteLength }, signal)
    },
    clock: deps.clock,
    random: () => deps.random.fraction(),
    log: deps.log,
  })
  void mirror.run(deps.signal)
  return mirror
}
