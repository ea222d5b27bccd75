import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClosedSegment } from '@nightjar/edge-agent/media/closed-segment.ts'
import type { PicturePacket } from '@nightjar/edge-agent/media/packet.ts'
import { systemDisk } from '@nightjar/edge-agent/platform/disk-system.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import { createStreamRecorder } from '@nightjar/edge-agent/record/stream-recorder.ts'
import type { StreamRecorder } from '@nightjar/edge-agent/record/stream-recorder-contract.ts'
import { createSyncGroup } from '@nightjar/edge-agent/record/sync-group.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { type Material, readMaterial, tool } from './material.ts'

export const runWallStartMs = 1_750_000_000_000

/** A scratch folder that is gone after `work`. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-record-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A moving test picture, and a tone where `audio` has arguments for its encoder. */
export async function makeMaterial(
  path: string,
  seconds: number,
  video: readonly string[],
  audio: readonly string[] = [],
): Promise<Material> {
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=25:duration=${seconds}`]
  const sound = audio.length > 0 ? ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`] : []
  await tool('ffmpeg', [...picture, ...sound, ...video, ...audio, '-y', path])
  return readMaterial(path)
}

export interface Recorded {
  readonly segments: readonly ClosedSegment[]
  readonly paths: readonly string[]
}

/** Records what `say` tells the recorder, as fast as it goes. */
export async function recordWhat(
  segmentsDir: string,
  settings: { segmentSeconds: number; audio: boolean },
  say: (recorder: StreamRecorder) => Promise<void> | void,
): Promise<Recorded> {
  const segments: ClosedSegment[] = []
  const syncGroup = createSyncGroup({ clock: systemClock })
  const faults: unknown[] = []
  const recorder = createStreamRecorder({
    cameraId: systemRandom.uuid(runWallStartMs),
    streamId: systemRandom.uuid(runWallStartMs),
    role: 'record',
    settings,
    configVersion: 1,
    mask: null,
    segmentsDir,
    disk: systemDisk,
    clock: systemClock,
    random: systemRandom,
    syncGroup,
    maxQueuedBytes: 1024 * 1024 * 1024,
    onClosed: closed => segments.push(closed),
    onFault: fault => faults.push(fault),
  })
  await say(recorder)
  recorder.runEnded('stopped')
  await recorder.stop()
  await syncGroup.stop()
  if (faults.length > 0) throw new Error(`faults while recording: ${JSON.stringify(faults)}`)
  return { segments, paths: segments.map(each => join(segmentsDir, each.cameraId, `${each.segmentId}.mp4`)) }
}

/** Records the material as one run. */
export const record = (
  material: Material,
  segmentsDir: string,
  settings: { segmentSeconds: number; audio: boolean },
  packets: readonly PicturePacket[] = material.packets,
): Promise<Recorded> =>
  recordWhat(segmentsDir, settings, recorder => {
    recorder.runStarted({
      runId: systemRandom.uuid(runWallStartMs),
      description: material.description,
      wallStartMs: runWallStartMs,
      clockUncertaintyMs: 10,
      clockSource: 'arrival',
    })
    for (const packet of packets) recorder.packet(packet)
  })
