import assert from 'node:assert/strict'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { Disk, DiskFile } from '../../platform/disk.ts'
import { systemDisk } from '../../platform/disk-system.ts'
import { systemRandom } from '../../platform/random.ts'
import { createStreamRecorder } from '../../record/stream-recorder.ts'
import { createSyncGroup } from '../../record/sync-group.ts'
import { testId } from '../../testing/records.ts'
import { simulatedCamera } from '../../testing/simulated-camera.ts'

/** Records a camera for some seconds and is gone, with its file open, as a process that was killed. */
export async function recordAndDie(segmentsDir: string, cameraId: string, startMs: number): Promise<void> {
  const clock = new SimulatedClock(startMs)
  const random = systemRandom
  const files: DiskFile[] = []
  let bytes = 0
  const disk: Disk = {
    ...systemDisk,
    async create(path) {
      const file = await systemDisk.create(path)
      files.push(file)
      const writev: DiskFile['writev'] = async (pieces, position) => {
        await file.writev(pieces, position)
        bytes = position + pieces.reduce((sum, piece) => sum + piece.length, 0)
      }
      return {
        writev,
        read: file.read.bind(file),
        truncate: file.truncate.bind(file),
        datasync: file.datasync.bind(file),
        sync: file.sync.bind(file),
        close: file.close.bind(file),
      }
    },
  }
  const recorder = createStreamRecorder({
    cameraId,
    streamId: testId(),
    role: 'record',
    settings: { segmentSeconds: 300, audio: false },
    configVersion: 1,
    mask: null,
    segmentsDir,
    disk,
    clock,
    random,
    syncGroup: createSyncGroup({ clock }),
    onClosed: () => assert.fail('nothing is to be closed'),
    onFault: fault => assert.fail(fault.cause),
  })
  simulatedCamera({ clock, random }).start(recorder)
  // Writes are real: they take their own time, and the camera sends on meanwhile.
  for (let second = 0; second < 250 && bytes < 40_000; second++) {
    await clock.advance(1_000)
    await systemClock.sleep(20)
  }
  // No word to the recorder: the process is gone, and the system closes its files.
  clock.clear()
  for (const file of files) await file.close()
}
