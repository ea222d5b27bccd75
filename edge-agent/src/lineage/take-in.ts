import { join } from 'node:path'
import { AppError, toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { KnownSegment } from '@nightjar/shared/protocol/agent-chains.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import { createBackoff } from '@nightjar/shared/retry/backoff.ts'
import type { ChainsApi } from '../api/chains-api.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { FoundFile, FoundSegment } from '../media/found-segment.ts'
import type { Disk } from '../platform/disk.ts'
import type { Log } from '../platform/log.ts'
import { nextTurn } from '../platform/turn.ts'
import { compareFile } from './compare-file.ts'
import { createPaced, type Paced } from './paced.ts'
import { createProgress } from './say-progress.ts'
import type { TakeInStore } from './take-in-store.ts'

/** What the control plane is asked for at once, and what is measured between two turns. */
const pageSize = 200
/** Segments placed, or given back, in one transaction. */
const placedAtOnce = 20
/** Looks for work at least this often; a link or a lineage wakes it at once. */
const idleMs = 60_000

export interface TakeInDeps {
  readonly store: TakeInStore
  readonly api: Pick<ChainsApi, 'records' | 'segments'>
  readonly disk: Disk
  readonly segmentsDir: string
  /** Whether a record is signed by this agent's own key. */
  readonly isOurs: (record: { readonly signature: string }) => boolean
  /** Whether a local copy may be deleted on the strength of this receipt. */
  readonly isReceipt: (receipt: Receipt) => boolean
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
  const jitter = { from: 0.5, to: 1, random: deps.random }
  const backoff = createBackoff({ firstMs: 2_000, maxMs: idleMs, jitter })
  const paced = createPaced(clock)
  const { progress, step } = createProgress({ clock, log, left: store.foundCount })
  let isDue = false
  let wake = (): void => undefined

  async function measure(signal: AbortSignal): Promise<void> {
    for (let page = store.unmeasured(pageSize); page.length > 0 && !signal.aborted; page = store.unmeasured(pageSize)) {
      const sizes = []
      for (const { segmentId, path } of page)
        sizes.push({ segmentId, byteLength: await deps.disk.sizeOf(join(deps.segmentsDir, path)) })
      store.measured(sizes)
    }
  }

  /** Of one camera; what goes wrong with it holds up no other. True where nothing went wrong. */
  async function attempt(cameraId: string, work: typeof restore, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted || !deps.isUp()) return true
    try {
      await work({ ...deps, paced, step }, cameraId, signal)
      return true
    } catch (error) {
      if (signal.aborted) return true
      const { code, detail } = toAppError(error)
      log.warn({ cameraId, code, detail }, 'recordings found on the disk were not taken in; tried again')
      return false
    }
  }

  async function takeInAll(signal: AbortSignal): Promise<boolean> {
    await measure(signal)
    let isWhole = true
    for (const cameraId of store.camerasToFill()) isWhole = (await attempt(cameraId, accountAgain, signal)) && isWhole
    if (signal.aborted) return true
    const filling = new Set(store.camerasToFill())
    for (const cameraId of store.camerasWithFound())
      if (!filling.has(cameraId)) isWhole = (await attempt(cameraId, restore, signal)) && isWhole
    return isWhole
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        isDue = false
        const isWhole = await takeInAll(signal).catch(error => {
          const { code, detail } = toAppError(error)
          if (!signal.aborted)
            log.warn({ code, detail }, 'recordings found on the disk were not looked at; tried again')
          return false
        })
        if (isWhole) backoff.reset()
        if (isDue) continue
        const pause = new AbortController()
        wake = () => pause.abort()
        const pauseMs = isWhole ? idleMs : backoff.next()
        await clock.sleep(pauseMs, AbortSignal.any([signal, pause.signal])).catch(() => undefined)
      }
    },
    notify() {
      isDue = true
      wake()
    },
    progress,
  }
}

/**
 * What the control plane says is here and the index has never heard of: it was deleted, and the word of it went with an
 * index. Once for each lineage, and before anything of it is accounted for.
 */
async function learnWhatIsHere({ store, api }: TakeInDeps, cameraId: string, signal: AbortSignal): Promise<void> {
  for (let after = store.listedTo(cameraId); after !== null; after = store.listedTo(cameraId)) {
    const ids = await api.segments(cameraId, after === '' ? null : after)
    // It is too old to say.
    if (ids === null || signal.aborted) return
    if (ids.some((id, at) => id <= (ids[at - 1] ?? after)))
      throw new AppError('service.internal', { detail: `the segments of ${cameraId} come in no order` })
    store.listed(cameraId, ids)
  }
}

/** With what each step is told, and how it takes its time. */
type Steps = TakeInDeps & { readonly paced: Paced; readonly step: () => void }

/** First what the control plane does not know: until that has its place, what is recorded now waits too. */
async function accountAgain(deps: Steps, cameraId: string, signal: AbortSignal): Promise<void> {
  const { store, paced, step } = deps
  await learnWhatIsHere(deps, cameraId, signal)
  for (let page = store.toAsk(cameraId, pageSize); page.length > 0; page = store.toAsk(cameraId, pageSize)) {
    const known = await recordsOf(deps, cameraId, page)
    if (signal.aborted) return
    store.asked(page.map(({ segmentId }) => ({ segmentId, isKnown: known.has(segmentId) })))
  }
  for (let [found] = store.toRead(cameraId, 1); found; [found] = store.toRead(cameraId, 1)) {
    const one = found
    const closed = await paced(signal, () => deps.readFile(one))
    if (signal.aborted) return
    if (closed) store.readFound(closed)
    else store.dropFound(found.segmentId)
    step()
  }
  while (!signal.aborted && store.fill(cameraId, placedAtOnce) === 'more') await nextTurn()
}

/** Then the originals, each held against its file. */
async function restore(deps: Steps, cameraId: string, signal: AbortSignal): Promise<void> {
  const { store } = deps
  for (let page = store.toRestore(cameraId, pageSize); page.length > 0; page = store.toRestore(cameraId, pageSize)) {
    const known = await recordsOf(deps, cameraId, page)
    for (let from = 0; from < page.length; from += placedAtOnce) {
      const compared = await compareAll(deps, page.slice(from, from + placedAtOnce), known, signal)
      if (signal.aborted) return
      store.restoreSegments(compared)
      deps.step()
    }
  }
}

async function compareAll(
  deps: Steps,
  several: readonly FoundSegment[],
  records: ReadonlyMap<string, KnownSegment>,
  signal: AbortSignal,
): Promise<{ known: KnownSegment; file: FoundFile }[]> {
  const { disk, segmentsDir, paced } = deps
  const compared = []
  for (const found of several) {
    const known = records.get(found.segmentId)
    if (!known) throw new AppError('service.internal', { detail: `the records of ${found.segmentId} are gone again` })
    const path = join(segmentsDir, found.path)
    const file = await paced(signal, () => compareFile(disk, path, found, known.manifest))
    if (signal.aborted) return []
    compared.push({ known: withTrueReceipt(deps, known), file })
    if (file === 'other') await deps.quarantine(found)
  }
  return compared
}

/** One that is not of these bytes, or signed by nobody whom we trust, is none: the segment is mirrored again. */
function withTrueReceipt({ isReceipt }: TakeInDeps, known: KnownSegment): KnownSegment {
  const { receipt, manifest } = known
  const isTrue =
    receipt !== null &&
    receipt.segmentId === manifest.segmentId &&
    receipt.checksum === manifest.mediaHash &&
    receipt.byteLength === manifest.byteLength &&
    isReceipt(receipt)
  return { ...known, receipt: isTrue ? receipt : null }
}

/** @throws AppError service.internal for what this agent has not signed, of this camera. */
async function recordsOf(
  { api, isOurs }: TakeInDeps,
  cameraId: string,
  page: readonly FoundSegment[],
): Promise<ReadonlyMap<string, KnownSegment>> {
  const known = await api.records(
    cameraId,
    page.map(found => found.segmentId),
  )
  for (const { manifest, entry } of known) {
    const isRight =
      isOurs(manifest) && manifest.cameraId === cameraId && (!entry || (isOurs(entry) && entry.cameraId === cameraId))
    if (!isRight)
      throw new AppError('service.internal', { detail: `a record of ${manifest.segmentId} is not of this agent` })
  }
  return new Map(known.map(one => [one.manifest.segmentId, one]))
}
