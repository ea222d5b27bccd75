import type { ConfigFollower } from '../api/config-follower.ts'
import { createRetention, type Retention } from '../retention/retention.ts'
import type { Store } from './open-store.ts'
import type { PartDeps } from './part-deps.ts'

/** Retention by what the configuration in force says; its rounds are upkeep's. */
export function startRetention(
  deps: Pick<PartDeps, 'disk' | 'clock'> & { store: Store; config: Pick<ConfigFollower, 'config'> },
): Retention {
  const { store, config, disk, clock } = deps
  return createRetention({
    index: store.index,
    segmentsDir: store.segmentsDir,
    disk,
    clock,
    policies: () =>
      (config.config()?.cameras ?? []).map(({ cameraId, recording }) => ({
        cameraId,
        retentionDays: recording.retentionDays,
        quotaBytes: recording.quotaBytes,
      })),
  })
}
