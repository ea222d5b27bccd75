import { join } from 'node:path'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { toMs } from '@nightjar/shared/mp4/ticks.ts'
import { backoffMs } from '@nightjar/shared/retry/backoff.ts'
import { diskErrorCode } from '../platform/disk-error.ts'
import { type Fragment, giveBack } from './fragment.ts'
import { type FragmentItem, FragmentQueue, type QueueItem, type Seam } from './fragment-queue.ts'
import { salvageSegment } from './salvage.ts'
import { SegmentFile } from './segment-file.ts'
import { isMarked } from './segments-mark.ts'
import type { RecordingFault, StreamRecorderOptions } from './stream-recorder-contract.ts'

const defaultQueuedBytes = 16 * 1024 * 1024
/** Pauses after a failure of the disk; nobody else fails with us. */
const pauses = { firstMs: 500, maxMs: 10_000, jitter: null }

export const wallStartOf = ({ run, fragment }: { run: FragmentItem['run']; fragment: Fragment }): number =>
  Math.round(run.wallStartMs) + toMs(fragment.startTicks, run.description.video.clockRate)

/** Takes fragments to the disk, one after the other, and survives its failures. */
export class StreamWriter {
  readonly #options: StreamRecorderOptions
  readonly #queue: FragmentQueue
  readonly #stopping = new AbortController()
  readonly #finished: Promise<void>
  #current: FragmentItem | null = null
  #segment: SegmentFile | null = null
  /** What the group's sync of the open segment failed with. */
  #broken: { readonly error: unknown } | null = null
  /** Whether the folder of segments carried its mark when it was last looked at. */
  #wasMarked = false
  #failures = 0
  #retryAtMs = 0
  #isOverloaded = false

  constructor(options: StreamRecorderOptions) {
    this.#options = options
    this.#queue = new FragmentQueue(options.maxQueuedBytes ?? defaultQueuedBytes)
    this.#finished = this.#run()
  }

  get isRecording(): boolean {
    return this.#segment !== null
  }

  get queuedBytes(): number {
    return this.#queue.bytes + (this.#current?.fragment.byteLength ?? 0)
  }

  /** Wall start of the oldest bytes that no `onClosed` has told of. */
  get undecidedFromMs(): number | null {
    if (this.#segment) return this.#segment.wallStartMs
    const oldest = this.#current ?? this.#queue.oldest
    return oldest ? wallStartOf(oldest) : null
  }

  push(item: QueueItem): void {
    const dropped = this.#queue.push(item)
    if (!dropped || this.#isOverloaded) return
    this.#isOverloaded = true
    // While the disk fails its own cause stands; the ring is full because of it.
    if (this.#failures === 0) this.#report(wallStartOf(dropped), 'overload')
  }

  /** Writes what waits, closes, and ends; a disk that fails now is not tried again. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#queue.push({ kind: 'end', seam: null })
    await this.#finished
  }

  async #run(): Promise<void> {
    for (;;) {
      const item = await this.#queue.next()
      if (item.kind === 'end') await this.#closeSegment(item.seam)
      else await this.#attempt(item)
      if (this.#stopping.signal.aborted && this.#queue.isEmpty) {
        await this.#closeSegment()
        return
      }
    }
  }

  async #attempt(item: FragmentItem): Promise<void> {
    this.#current = item
    try {
      await this.#write(item)
      giveBack(item.fragment)
    } catch (error) {
      await this.#recoverFrom(error, item)
    } finally {
      this.#current = null
    }
  }

  async #write(item: FragmentItem): Promise<void> {
    const { run, fragment } = item
    if (this.#broken) throw this.#broken.error
    if (this.#segment && (fragment.startsSegment || this.#segment.isFull)) await this.#closeSegment()
    if (!this.#segment) {
      if (!fragment.keyframe) return this.#skip(item)
      await this.#pause()
      await this.#guardFolder()
      this.#segment = await SegmentFile.create(this.#options, run, fragment, error => {
        this.#broken = { error }
      })
    }
    const isFirst = !this.#segment.hasFragments
    await this.#segment.append(fragment)
    if (!isFirst) return
    this.#failures = 0
    this.#isOverloaded = false
    this.#options.onOpened?.({ segmentId: this.#segment.about.segmentId, wallStartMs: this.#segment.wallStartMs })
  }

  /** A volume that was unmounted leaves an empty folder behind: what is written there is on the wrong disk. */
  async #guardFolder(): Promise<void> {
    const isMarkedNow = await isMarked(this.#options)
    if (this.#wasMarked && !isMarkedNow) throw new AppError('disk.wrong-folder')
    this.#wasMarked = isMarkedNow
  }

  /** A segment may only begin with a keyframe; the one before was full and the camera sends none. */
  #skip(item: FragmentItem): void {
    this.#queue.dropToKeyframe()
    this.#report(wallStartOf(item), 'overload')
  }

  async #closeSegment(seam: Seam | null = null): Promise<void> {
    const segment = this.#segment
    if (!segment) return
    try {
      if (this.#broken) throw this.#broken.error
      const closed = await segment.close(seam)
      this.#segment = null
      this.#options.onClosed(closed)
    } catch (error) {
      await this.#recoverFrom(error, null)
    }
  }

  async #recoverFrom(error: unknown, item: FragmentItem | null): Promise<void> {
    const segment = this.#segment
    const cause = diskErrorCode(error)
    const lostFromMs = segment ? await this.#leave(segment, cause) : null
    this.#segment = null
    this.#broken = null
    if (item) this.#queue.putBack(item)
    this.#retryAtMs = this.#options.clock.monotonicMs() + backoffMs(pauses, this.#failures++)
    this.#report(lostFromMs ?? (item ? wallStartOf(item) : this.#options.clock.wallMs()), cause)
    if (this.#stopping.signal.aborted) this.#queue.clear()
  }

  /** Gives up the descriptor and saves what surely is on the disk. Returns the wall time from which all is lost. */
  async #leave(segment: SegmentFile, cause: RecordingFault['cause']): Promise<number> {
    const { disk, segmentsDir } = this.#options
    const path = join(segmentsDir, segment.path)
    await segment.abandon()
    if (!segment.hasFragments) {
      // Our own file without a single picture in it; on a full disk one would be left behind by every attempt.
      await disk.unlink(path).catch(() => {})
      return segment.wallStartMs
    }
    // A full disk takes nothing back; after any other failure only what was synced before can be trusted.
    const trusted = cause === 'disk.full' ? segment.wholeLength : segment.durableLength
    const closed = await salvageSegment(disk, path, trusted).catch(() => null)
    // Otherwise the file stays as it is: recovery looks at it again at the next start.
    if (!closed) return segment.wallStartMs
    this.#options.onClosed(closed)
    return closed.wallEndMs
  }

  async #pause(): Promise<void> {
    const { clock } = this.#options
    const { signal } = this.#stopping
    const waitMs = this.#retryAtMs - clock.monotonicMs()
    if (this.#failures > 0 && waitMs > 0 && !signal.aborted) await clock.sleep(waitMs, signal).catch(() => {})
  }

  #report(fromMs: number, cause: RecordingFault['cause']): void {
    this.#options.onFault({ cameraId: this.#options.cameraId, fromMs, cause })
  }
}
