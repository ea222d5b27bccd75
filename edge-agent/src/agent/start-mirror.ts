import { join } from 'node:path'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { createMirror } from '../mirror/mirror.ts'
import { uploadSegment } from '../mirror/upload-segment.ts'
import type { ControlPlane } from './join-control-plane.ts'
import type { Store } from './open-store.ts'
import type { PartDeps } from './part-deps.ts'

/**
 * The mirror, working through the index's uploads until the signal ends it. A segment may be uploaded once the control
 * plane has its manifest.
 */
export function startMirror(deps: PartDeps & { controlPlane: ControlPlane; store: Store }): void {
  const { controlPlane, store, facts, random } = deps
  const mirror = createMirror({
    queue: store.index,
    upload: ({ segmentId, manifest }, signal) => {
      const file = store.index.segmentFile(segmentId)
      if (!file) throw new AppError('media.gone', { detail: 'the segment was evicted before it was mirrored' })
      const { mediaHash, byteLength } = manifest
      const path = join(store.segmentsDir, file.path)
      return uploadSegment(controlPlane, { segmentId, path, mediaHash, byteLength }, signal)
    },
    clock: deps.clock,
    random: () => random.fraction(),
    log: deps.log,
  })
  facts.subscribe('mirror', { outboxAcknowledged: () => mirror.notify() })
  void mirror.run(deps.signal)
}
