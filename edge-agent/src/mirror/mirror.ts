import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import { backoffMs } from '@nightjar/shared/retry/backoff.ts'
import type { Log } from '../platform/log.ts'

interface PendingUpload {
  readonly segmentId: string
  /** How often it failed so far. */
  readonly attempts: number
}

/** What the mirror needs of the index. */
export interface UploadQueue<Upload extends PendingUpload> {
  /** Due now: their records are acknowledged and no attempt is being waited out. */
  nextUploads(limit: number, nowMs: number): readonly Upload[]
  uploadFailed(segmentId: string, retryAtMs: number, reason: string): void
  /** Those that failed for this reason are due now. */
  uploadsDue(reason: string): void
  receiptStored(receipt: Receipt): void
}

const parallel = 2
const archiveDown = 'archive.unavailable'
/** Looks for work at least this often; a closed segment wakes it at once. */
const idleMs = 5_000

/**
 * Copies segments to the archive for as long as there are any. One that fails waits its own backoff and holds up none
 * of the others.
 */
export function createMirror<Upload extends PendingUpload>(deps: {
  queue: UploadQueue<Upload>
  upload: (upload: Upload, signal: AbortSignal) => Promise<Receipt>
  clock: Clock
  random: () => number
  log: Log
}) {
  const pauses = { firstMs: 1_000, maxMs: 300_000, jitter: { from: 0.5, to: 1, random: deps.random } }
  const running = new Set<string>()
  /** No upload came through since one failed for want of the archive. */
  let isArchiveDown = false
  let wake: () => void = () => undefined

  async function carryOut(upload: Upload, signal: AbortSignal): Promise<void> {
    try {
      deps.queue.receiptStored(await deps.upload(upload, signal))
      deps.log.debug({ segmentId: upload.segmentId }, 'segment mirrored')
      if (isArchiveDown) archiveIsBack()
    } catch (error) {
      if (signal.aborted) return
      const failure = toAppError(error)
      if (failure.code === archiveDown) isArchiveDown = true
      const waitMs = backoffMs(pauses, upload.attempts)
      deps.queue.uploadFailed(upload.segmentId, deps.clock.wallMs() + waitMs, failure.code)
      deps.log.warn(
        { segmentId: upload.segmentId, code: failure.code, detail: failure.detail, waitMs },
        'upload failed',
      )
    }
  }

  /** After a long outage everything would wait out minutes more; the next segment to close finds the archive sooner. */
  function archiveIsBack(): void {
    isArchiveDown = false
    deps.queue.uploadsDue(archiveDown)
  }

  function startDue(signal: AbortSignal): void {
    if (running.size >= parallel) return
    const due = deps.queue.nextUploads(parallel + running.size, deps.clock.wallMs())
    for (const upload of due) {
      if (running.size >= parallel) return
      if (running.has(upload.segmentId)) continue
      running.add(upload.segmentId)
      void carryOut(upload, signal).finally(() => {
        running.delete(upload.segmentId)
        wake()
      })
    }
  }

  return {
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        startDue(signal)
        const pause = new AbortController()
        wake = () => pause.abort()
        await deps.clock.sleep(idleMs, AbortSignal.any([signal, pause.signal])).catch(() => undefined)
      }
    },
    /** There may be something new to do. */
    notify: (): void => wake(),
  }
}
export type Mirror = ReturnType<typeof createMirror>
