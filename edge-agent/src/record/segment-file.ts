import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { movieFragment } from '@nightjar/shared/mp4/movie-fragment.ts'
import { rescale, toMs } from '@nightjar/shared/mp4/ticks.ts'
import type { TrackFragment } from '@nightjar/shared/mp4/track-fragment.ts'
import { checkBoxLength } from '@nightjar/shared/records/fragment-check.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import { cameraFolder, segmentPath } from '../media/segment-path.ts'
import type { RunStart } from '../media/track.ts'
import type { Disk, DiskFile } from '../platform/disk.ts'
import type { SegmentAbout } from './boxes/about-schema.ts'
import { checkBox } from './boxes/check-box.ts'
import { audioTrackId, videoTrackId } from './boxes/recorded-movie.ts'
import { closedSegment } from './closed-facts.ts'
import type { Fragment } from './fragment.ts'
import type { Seam } from './fragment-queue.ts'
import { describeSegment, initSegment } from './run-context.ts'
import type { StreamRecorderOptions } from './stream-recorder-contract.ts'
import type { SyncMember } from './sync-group.ts'

/** The manifest cannot list more; a stream without keyframes for a quarter of an hour gets there. */
export const mostFragments = 2000
/** A slow stream without keyframes gets here: no control plane takes a segment of more than three hours. */
const longestMs = 3 * 3_600_000 - 120_000

/** By disk: folders whose names are durable as far as this process knows. */
const durable = new WeakMap<Disk, Set<string>>()

/** A folder that is there already may be one whose maker died before its name was durable: it is synced once, too. */
async function makeDurably(disk: Disk, parent: string, folder: string): Promise<void> {
  const known = durable.get(disk) ?? new Set()
  durable.set(disk, known)
  const isNew = await disk.makeFolder(folder)
  if (!isNew && known.has(folder)) return
  await disk.syncFolder(parent)
  known.add(folder)
}

/** One segment while it is written: bytes, hash and fragment list grow together. */
export class SegmentFile {
  readonly about: SegmentAbout
  readonly path: string
  readonly #file: DiskFile
  readonly #init: Uint8Array
  readonly #audioRate: number
  readonly #hash = createHash('sha256')
  readonly #fragments: SegmentManifest['fragments'] = []
  readonly #sync: SyncMember
  #length = 0
  #endTicks: number
  #damagedPictures = 0
  /** Written and synced, in bytes. */
  durableLength = 0
  /** Whole fragments written, in bytes; synced or not. */
  get wholeLength(): number {
    return this.#length
  }

  private constructor(
    options: StreamRecorderOptions,
    run: RunStart,
    first: Fragment,
    segmentId: string,
    file: DiskFile,
    failed: (error: unknown) => void,
  ) {
    this.about = describeSegment(options, run, first, segmentId)
    this.path = segmentPath(options.cameraId, segmentId)
    this.#file = file
    this.#init = initSegment(run, first, this.about)
    this.#audioRate = run.description.audio?.clockRate ?? 1
    this.#endTicks = first.startTicks
    this.#sync = options.syncGroup.join(
      file,
      length => {
        this.durableLength = length
      },
      failed,
    )
  }

  /** Makes the file's name durable before anything is in it: what is written later cannot be lost for want of a name. */
  static async create(
    options: StreamRecorderOptions,
    run: RunStart,
    first: Fragment,
    failed: (error: unknown) => void,
  ): Promise<SegmentFile> {
    const { disk, segmentsDir, cameraId, random, clock } = options
    const folder = cameraFolder(segmentsDir, cameraId)
    await makeDurably(disk, segmentsDir, folder)
    const segmentId = random.uuid(clock.wallMs())
    const file = await disk.create(join(segmentsDir, segmentPath(cameraId, segmentId)))
    try {
      await disk.syncFolder(folder)
    } catch (error) {
      await file.close().catch(() => {})
      throw error
    }
    return new SegmentFile(options, run, first, segmentId, file, failed)
  }

  get isFull(): boolean {
    return this.#fragments.length >= mostFragments || this.wallEndMs - this.wallStartMs >= longestMs
  }

  get wallStartMs(): number {
    return this.about.runWallStartMs + toMs(this.about.startTicks, this.about.clockRate)
  }

  get wallEndMs(): number {
    return this.about.runWallStartMs + toMs(this.#endTicks, this.about.clockRate)
  }

  get hasFragments(): boolean {
    return this.#fragments.length > 0
  }

  /** One gathered write: the media's bytes are never copied together. After a rejection the file must be abandoned. */
  async append(fragment: Fragment): Promise<void> {
    const isFirst = this.#fragments.length === 0
    const moof = movieFragment(this.#fragments.length + 1, this.#tracks(fragment))
    const body = [moof, ...fragment.chunks]
    const byteLength = moof.length + fragment.byteLength
    const { startTicks, endTicks, keyframe, damagedPictures } = fragment
    const check = checkBox({ startTicks, endTicks, keyframe, damagedPictures, byteLength }, body)
    const pieces = isFirst ? [this.#init, check, ...body] : [check, ...body]
    const moofOffset = this.#length + (isFirst ? this.#init.length : 0) + checkBoxLength
    await this.#file.writev(pieces, this.#length)
    for (const piece of pieces) this.#hash.update(piece)
    this.#fragments.push([toMs(startTicks, this.about.clockRate), moofOffset, keyframe ? 1 : 0])
    this.#length = moofOffset + byteLength
    this.#endTicks = endTicks
    this.#damagedPictures += damagedPictures
    this.#sync.written(this.#length)
  }

  #tracks({ startTicks, video, audio }: Fragment): TrackFragment[] {
    const decodeTime = startTicks - this.about.startTicks
    const pictures = { trackId: videoTrackId, decodeTime, samples: video, hasSampleFlags: true, runVersion: 1 } as const
    return audio ? [pictures, this.#soundTrack(audio)] : [pictures]
  }

  #soundTrack({ startTicks, samples }: NonNullable<Fragment['audio']>): TrackFragment {
    const zero = rescale(this.about.startTicks, this.about.clockRate, this.#audioRate)
    const decodeTime = Math.max(0, startTicks - zero)
    return { trackId: audioTrackId, decodeTime, samples, hasSampleFlags: false, runVersion: 1 }
  }

  /** Durable and complete when it resolves; needs at least one fragment. @param seam of its run; null where a gap follows. */
  async close(seam: Seam | null): Promise<ClosedSegment> {
    await this.#sync.leave()
    await this.#file.sync()
    await this.#file.close()
    return closedSegment(this.about, {
      endTicks: this.#endTicks,
      initHash: createHash('sha256').update(this.#init).digest('hex'),
      initLength: this.#init.length,
      mediaHash: this.#hash.digest('hex'),
      byteLength: this.#length,
      fragments: this.#fragments,
      damagedPictures: this.#damagedPictures,
      source: 'live',
      // What lies before the seam may have been dropped on the way here: then its time was not recorded.
      wallEndMs: seam?.endTicks === this.#endTicks ? seam.wallMs : null,
    })
  }

  /** After a failure: the descriptor is closed and never used again; the file stays. */
  async abandon(): Promise<void> {
    await this.#sync.leave()
    await this.#file.close().catch(() => {})
  }
}
