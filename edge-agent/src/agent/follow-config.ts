import { type ConfigFollower, createConfigFollower } from '../api/config-follower.ts'
import { configStore } from '../config/config-store.ts'
import { credentialPins } from '../config/credential-pins.ts'
import { importKey } from '../config/identity.ts'
import type { RecorderHost } from '../recorder/host.ts'
import { createApplyConfig } from './apply-config.ts'
import type { CameraReports } from './camera-reports.ts'
import type { ControlPlane } from './join-control-plane.ts'
import type { Store } from './open-store.ts'
import type { PartDeps } from './part-deps.ts'

/** Keeps ledger, recorder and status on the newest configuration; looks for one whenever the link comes up. */
export function followConfig(
  deps: PartDeps & { controlPlane: ControlPlane; store: Store; reports: CameraReports; recorder: RecorderHost },
): ConfigFollower {
  const { options, controlPlane, store, reports, recorder, facts, clock, random, log } = deps
  const config = createConfigFollower({
    ...controlPlane,
    store: configStore(options.dataDir, log),
    apply: createApplyConfig({
      sealingKey: importKey(controlPlane.identity.sealingKey),
      pins: credentialPins(options.dataDir, log),
      keeper: store.keeper,
      setCameras(cameras) {
        reports.keepOnly(cameras.map(camera => camera.cameraId))
        recorder.setCameras(cameras)
      },
    }),
    report(applied) {
      store.index.enqueue({ name: 'config.applied', payload: { id: random.uuid(clock.wallMs()), ...applied } })
      facts.publish({ kind: 'configApplied', version: applied.version, ok: applied.ok })
    },
    log,
  })
  facts.subscribe('configuration', {
    linkChanged({ isUp }) {
      if (isUp) void config.refresh()
    },
  })
  return config
}
