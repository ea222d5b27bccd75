import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { PictureSource } from '../media/picture-source.ts'
import type { Disk } from '../platform/disk.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import { createStreamRecorder } from '../record/stream-recorder.ts'
import type { StreamRecorder } from '../record/stream-recorder-contract.ts'
import type { SyncGroup } from '../record/sync-group.ts'
import type { FromRecorder, RecorderCamera } from './ipc.ts'

export interface RecordingDeps {
  readonly clock: Clock
  readonly random: Random
  readonly disk: Disk
  readonly syncGroup: SyncGroup
  readonly segmentsDir: string
  readonly log: Log
  readonly send: (message: FromRecorder) => void
}

/** A recorder of this stream with the camera's settings; the main process is told of segments and faults. */
export function startRecording(
  camera: RecorderCamera,
  { streamId }: PictureSource,
  { clock, random, disk, syncGroup, segmentsDir, log, send }: RecordingDeps,
  changed: (what: 'opened' | 'closed' | 'failed') => void,
): StreamRecorder {
  const { cameraId, configVersion, mask, recording: settings } = camera
  return createStreamRecorder({
    cameraId,
    streamId,
    role: 'record',
    settings,
    configVersion,
    mask,
    segmentsDir,
    disk,
    clock,
    random,
    syncGroup,
    onOpened: () => changed('opened'),
    onClosed: segment => {
      send({ kind: 'segment-closed', segment })
      changed('closed')
    },
    onFault: ({ fromMs, cause }) => {
      log.error({ cameraId, cause }, 'recording fails')
      send({ kind: 'disk-fault', cameraId, fromMs, cause })
      changed('failed')
    },
  })
}
