import type { RecordingSettings, StreamRole } from '@nightjar/shared/domain/camera.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { PictureSink } from '../media/picture-source.ts'
import type { Disk } from '../platform/disk.ts'
import type { Random } from '../platform/random.ts'
import type { SyncGroup } from './sync-group.ts'

export interface StreamRecorderOptions {
  readonly cameraId: string
  readonly streamId: string
  readonly role: StreamRole
  /** Audio is left out of the file unless `audio` is true. */
  readonly settings: Pick<RecordingSettings, 'segmentSeconds' | 'audio'>
  readonly configVersion: number
  readonly mask: { readonly version: number; readonly geometryHash: string } | null
  readonly segmentsDir: string
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  /** One for all cameras of the process. */
  readonly syncGroup: SyncGroup
  /** Bound of what waits in memory for the disk; default 16 MiB. */
  readonly maxQueuedBytes?: number
  onOpened?(segment: { readonly segmentId: string; readonly wallStartMs: number }): void
  /** Complete, synced, hashed. */
  onClosed(segment: ClosedSegment): void
  onFault(fault: RecordingFault): void
}

export interface RecordingFault {
  readonly cameraId: string
  /** Wall time from which nothing is recorded. */
  readonly fromMs: number
  /** `overload`: the disk was too slow; otherwise a code of the `disk.` family. */
  readonly cause: 'overload' | 'disk.full' | 'disk.fault' | 'disk.wrong-folder'
}

/** Records one stream; never throws into the source and never blocks it. */
export interface StreamRecorder extends PictureSink {
  /**
   * `openSegmentStartMs` is the wall start of the oldest segment that was not reported by `onClosed` yet: time from
   * there on is still undecided. Null when there is none.
   */
  state(): { readonly recording: boolean; readonly openSegmentStartMs: number | null; readonly queuedBytes: number }
  /** Applies from the next keyframe on, with a new segment; the stream goes on. */
  reconfigure(settings: Pick<StreamRecorderOptions, 'settings' | 'configVersion'>): void
  /** Writes what is whole, closes, and resolves when the last `onClosed` was called. */
  stop(): Promise<void>
}
