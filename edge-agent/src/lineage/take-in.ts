import { join } from 'node:path'
import { AppError, toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { KnownSegment } from '@nightjar/shared/protocol/agent-chains.ts'
import type { ChainsApi } from '../api/chains-api.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { FoundSegment } from '../media/found-segment.ts'
import type { Disk } from '../platform/disk.ts'
import type { Log } from '../platform/log.ts'
import { nextTurn } from '../platform/turn.ts'
import { compareFile } from './compare-file.ts'
import type { TakeInStore } from './take-in-store.ts'

/** What the control plane is asked for at once, and what is measured between two turns. */
const pageSize = 200
/** Segments placed in one transaction. */
const placedAtOnce = 20
const retryMs = 60_000

export interface TakeInDeps {
  readonly store: TakeInStore
  readonly api: Pick<ChainsApi, 'records'>
  readonly disk: Disk
  readonly segmentsDir: string
  /** Whether a record is signed by this agent's own key. */
  readonly isOurs: (record: { readonly signature: string }) => boolean
  /** Reads a file back to its last whole fragment; null where there is none: it was set aside. */
  readonly readFile: (found: FoundSegment) => Promise<ClosedSegment | null>
  /** Moves a file out of the way that is not what its record says. */
  readonly quarantine: (found: FoundSegment) => Promise<void>
  readonly isUp: () => boolean
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
}

export interface TakeIn {
  run(signal: AbortSignal): Promise<void>
  /** A lineage may have been taken, or the link come up. */
  notify(): void
  /** null where nothing is being taken in. */
  progress(): { readonly done: number; readonly total: number } | null
}

/**
 * Brings files that were found on the disk back into the ledger, in the background and page by page: the control plane
 * gives back the original records of those that it knows; the rest is read and accounted for in the new lineage. What
 * was done is in the index, so that it goes on there after a crash.
 */
export function createTakeIn(deps: TakeInDeps): TakeIn {
  const { store, clock, log } = deps
  let most = store.foundCount()
  let wake = (): void => undefined

  async function measure(signal: AbortSignal): Promise<void> {
    for (let page = store.unmeasured(pageSize); page.length > 0 && !signal.aborted; page = store.unmeasured(pageSize)) {
      const sizes = []
      for (const { segmentId, path } of page)
        sizes.push({ segmentId, byteLength: await deps.disk.sizeOf(join(deps.segmentsDir, path)) })
      store.measured(sizes)
    }
  }

  async function takeInAll(signal: AbortSignal): Promise<void> {
    await measure(signal)
    for (const cameraId of store.camerasToFill()) {
      if (!deps.isUp()) return
      await takeInCamera(deps, cameraId, signal)
    }
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        try {
          await takeInAll(signal)
        } catch (error) {
          if (signal.aborted) return
          const { code, detail } = toAppError(error)
          log.warn({ code, detail }, 'recordings found on the disk were not taken in; tried again')
        }
        const pause = new AbortController()
        wake = () => pause.abort()
        const pauseMs = retryMs * (0.75 + deps.random() / 2)
        await clock.sleep(pauseMs, AbortSignal.any([signal, pause.signal])).catch(() => undefined)
      }
    },
    notify: () => wake(),
    progress() {
      const left = store.foundCount()
      most = left === 0 ? 0 : Math.max(most, left)
      return left === 0 ? null : { done: most - left, total: most }
    },
  }
}

async function takeInCamera(deps: TakeInDeps, cameraId: string, signal: AbortSignal): Promise<void> {
  const { store } = deps
  for (let page = store.toAsk(cameraId, pageSize); page.length > 0; page = store.toAsk(cameraId, pageSize)) {
    await askFor(deps, cameraId, page, signal)
    if (signal.aborted) return
  }
  for (let [found] = store.toRead(cameraId, 1); found; [found] = store.toRead(cameraId, 1)) {
    const closed = await deps.readFile(found)
    if (signal.aborted) return
    if (closed) store.readFound(closed)
    else store.dropFound(found.segmentId)
  }
  while (!signal.aborted && store.fill(cameraId, placedAtOnce) === 'more') await nextTurn()
}

async function askFor(
  deps: TakeInDeps,
  cameraId: string,
  page: readonly FoundSegment[],
  signal: AbortSignal,
): Promise<void> {
  const { store, disk, segmentsDir } = deps
  const known = await deps.api.records(
    cameraId,
    page.map(found => found.segmentId),
  )
  const told = new Map(known.map(one => [one.manifest.segmentId, one]))
  for (const found of page) {
    if (signal.aborted) return
    const one = told.get(found.segmentId)
    if (!one) continue
    checkOurs(deps, cameraId, one)
    const file = await compareFile(disk, join(segmentsDir, found.path), found, one.manifest)
    if (signal.aborted) return
    if (file === 'other') await deps.quarantine(found)
    store.restoreSegment(one, file)
  }
  store.notKnown(page.map(found => found.segmentId).filter(id => !told.has(id)))
}

/** What is put into the index is what this agent once signed, for this camera. */
function checkOurs({ isOurs }: TakeInDeps, cameraId: string, { manifest, entry }: KnownSegment): void {
  const isRight =
    isOurs(manifest) &&
    manifest.cameraId === cameraId &&
    (entry === null || (isOurs(entry) && entry.cameraId === cameraId))
  if (!isRight)
    throw new AppError('service.internal', { detail: `a record of ${manifest.segmentId} was not signed by this agent` })
}
