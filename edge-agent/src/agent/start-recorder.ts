import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { AgentOptions } from '../config/environment.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import type { Spawner } from '../platform/spawn.ts'
import { type RecorderHost, startRecorderHost } from '../recorder/host.ts'
import type { CameraReports } from './camera-reports.ts'
import type { Store } from './open-store.ts'

/** The recorder process, its words wired to the ledger, the index and the status. */
export function startRecorder(deps: {
  options: AgentOptions
  store: Store
  reports: CameraReports
  clock: Clock
  random: Random
  spawner: Spawner
  log: Log
  /** Something was put into the index. */
  recorded: () => void
  /** A camera's state is another one than before. */
  changed: () => void
}): RecorderHost {
  const { store, reports, log } = deps
  return startRecorderHost({
    segmentsDir: store.segmentsDir,
    allowLoopback: deps.options.allowLoopback,
    logLevel: deps.options.logLevel,
    clock: deps.clock,
    random: deps.random,
    spawner: deps.spawner,
    log,
    onSegmentClosed(segment) {
      try {
        store.keeper.segmentClosed(segment)
      } catch (error) {
        // The file is whole and synced: recovery takes it in when the index can be written again.
        log.error({ err: error, segmentId: segment.segmentId }, 'a closed segment could not be put into the index')
      }
      deps.recorded()
    },
    onCameraStatus(status) {
      store.keeper.status(status)
      if (reports.update(status)) deps.changed()
    },
    onDiskFault(fault) {
      log.error(fault, 'recording failed')
      store.keeper.diskFault(fault)
      deps.changed()
    },
    async onDied() {
      store.keeper.recorderLost()
      await store.recover()
      deps.recorded()
    },
  })
}
