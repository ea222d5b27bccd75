import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import { type RecorderHost, startRecorderHost } from '../recorder/host.ts'
import type { CameraReports } from './camera-reports.ts'
import type { Store } from './open-store.ts'
import type { PartDeps } from './part-deps.ts'

/** The recorder process. The ledger is called with what it says, because it must miss nothing; the others are told. */
export function startRecorder(deps: PartDeps & { store: Store; reports: CameraReports }): RecorderHost {
  const { options, store, reports, facts, clock, random, spawner, log } = deps
  const recorded = (manifest: SegmentManifest) => facts.publish({ kind: 'segmentRecorded', manifest })
  const changed = (cameraId: string) => facts.publish({ kind: 'cameraChanged', cameraId })
  return startRecorderHost({
    segmentsDir: store.segmentsDir,
    allowLoopback: options.allowLoopback,
    logLevel: options.logLevel,
    clock,
    random,
    spawner,
    log,
    onSegmentClosed(segment) {
      const manifest = intoIndex(segment, deps)
      if (manifest) recorded(manifest)
    },
    onCameraStatus(status) {
      store.keeper.status(status)
      if (reports.update(status)) changed(status.cameraId)
    },
    onLoad: load => reports.recorderLoad(load),
    accountedTo: cameraId => store.index.accountedTo(cameraId),
    onDiskFault(fault) {
      log.error(fault, 'recording failed')
      store.keeper.diskFault(fault)
      changed(fault.cameraId)
    },
    async onDied() {
      store.keeper.recorderLost()
      facts.publish({ kind: 'recorderLost' })
      for (const manifest of await store.recover()) recorded(manifest)
    },
  })
}

function intoIndex(segment: ClosedSegment, { store, log }: Pick<PartDeps, 'log'> & { store: Store }) {
  try {
    return store.keeper.segmentClosed(segment)
  } catch (error) {
    // The file is whole and synced: recovery takes it in when the index can be written again.
    log.error({ err: error, segmentId: segment.segmentId }, 'a closed segment could not be put into the index')
    return null
  }
}
