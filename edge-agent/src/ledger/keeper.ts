import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { CameraStatus, DiskFault } from '../media/camera-report.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { GapReason } from '../media/gap.ts'
import { CameraLedger, rememberedReason } from './camera-ledger.ts'
import type { CauseChange } from './causes.ts'
import { createClockWatch } from './clock-watch.ts'
import type { KeptCamera, LedgerKeeper } from './keeper-contract.ts'
import type { LedgerStore } from './ledger-store.ts'
import {
  agentCrashed,
  agentStopped,
  connecting,
  isRecorderGone,
  notConfigured,
  reasonOfFault,
  reasonOfStatus,
  reconfigured,
  recorderCrashed,
  removed,
  switchedOff,
} from './reasons.ts'

const cleanStopKey = 'ledger.clean-stop'
/** Up to when it is certain that reasons were in force which the ledger does not hold yet. */
const awakeKey = 'ledger.awake'
const awakeEveryMs = 15_000
const always = Number.NEGATIVE_INFINITY

interface Kept {
  readonly ledger: CameraLedger
  mode: KeptCamera['mode']
  way: unknown
}

export function createLedgerKeeper(options: { readonly index: LedgerStore; readonly clock: Clock }): LedgerKeeper {
  return new Keeper(options.index, options.clock)
}

class Keeper implements LedgerKeeper {
  readonly #index: LedgerStore
  readonly #clock: Clock
  readonly #watch: ReturnType<typeof createClockWatch>
  readonly #kept = new Map<string, Kept>()
  readonly #startedAtMs: number
  /** Why nothing was recorded before this start. */
  readonly #absence: GapReason
  /** When the process before this one was last seen at work on a long gap. */
  readonly #awakeUntilMs: number
  #awakeNotedMs = Number.NEGATIVE_INFINITY
  #isFirstSet = true

  constructor(index: LedgerStore, clock: Clock) {
    this.#index = index
    this.#clock = clock
    this.#watch = createClockWatch(clock)
    this.#startedAtMs = clock.wallMs()
    this.#absence = index.note(cleanStopKey) === null ? agentCrashed : agentStopped
    index.setNote(cleanStopKey, null)
    this.#awakeUntilMs = Math.min(this.#startedAtMs, Number(index.note(awakeKey) ?? always))
  }

  recovered(segments: readonly ClosedSegment[]) {
    const manifests = segments.map(segment => this.#append(segment)).filter(manifest => manifest !== null)
    for (const { ledger } of this.#kept.values()) ledger.undecidedFrom(null)
    return manifests
  }

  cameras(cameras: readonly KeptCamera[]): void {
    this.#lookAtClock()
    const nowMs = this.#clock.wallMs()
    const wanted = new Set(cameras.map(camera => camera.cameraId))
    for (const [cameraId, { ledger }] of this.#kept) {
      if (wanted.has(cameraId)) continue
      ledger.settle(nowMs)
      this.#kept.delete(cameraId)
    }
    for (const camera of cameras) this.#keep(camera, nowMs)
    this.#isFirstSet = false
  }

  status(report: CameraStatus): void {
    const kept = this.#kept.get(report.cameraId)
    if (!kept) return
    this.#lookAtClock()
    // What a recorder that died had open comes by `recovered`, and its time stays open until then.
    if (!isRecorderGone(report)) kept.ledger.undecidedFrom(report.openSegmentStartMs)
    const reason = reasonOfStatus(report)
    // Nobody expects a camera that is switched off to be reachable.
    if (kept.mode === 'off' || reason === undefined) return
    kept.ledger.change(this.#clock.wallMs(), reason)
  }

  segmentClosed(closed: ClosedSegment) {
    this.#lookAtClock()
    return this.#append(closed)
  }

  diskFault(report: DiskFault): void {
    this.#kept.get(report.cameraId)?.ledger.change(Math.floor(report.fromMs), reasonOfFault(report))
  }

  recorderLost(): void {
    for (const { ledger, mode } of this.#kept.values()) {
      if (mode !== 'off') ledger.change(this.#clock.wallMs(), recorderCrashed)
    }
  }

  tick(): void {
    this.#lookAtClock()
    const nowMs = this.#clock.wallMs()
    for (const { ledger } of this.#kept.values()) ledger.progress(nowMs)
    this.#noteAwake(nowMs)
  }

  stop(): void {
    this.#lookAtClock()
    for (const { ledger } of this.#kept.values()) ledger.finish(this.#clock.wallMs())
    this.#index.setNote(cleanStopKey, String(this.#clock.wallMs()))
  }

  #keep({ cameraId, addedAtMs, mode, way }: KeptCamera, nowMs: number): void {
    const wanted = mode === 'off' ? switchedOff : connecting
    const kept = this.#kept.get(cameraId)
    if (kept) {
      const hangsUp = mode === 'continuous' && kept.ledger.reason === null && !isDeepStrictEqual(kept.way, way)
      if (kept.mode !== mode) kept.ledger.change(nowMs, wanted)
      else if (hangsUp) kept.ledger.change(nowMs, reconfigured)
      kept.mode = mode
      kept.way = way
      return
    }
    const isKnown = this.#index.accountedTo(cameraId) !== null
    this.#index.beginLedger(cameraId, Math.floor(beginningOf(addedAtMs, nowMs)))
    const isRestart = isKnown && this.#isFirstSet
    const before = !isKnown ? notConfigured : isRestart ? this.#absence : removed
    const sinceMs = isRestart ? this.#startedAtMs : nowMs
    const ledger = new CameraLedger(this.#index, cameraId, this.#past(cameraId, before, isRestart))
    // What the process before left is recovered, and memory alone would not outlive another crash.
    if (isRestart) ledger.finish(Math.floor(sinceMs))
    ledger.change(Math.floor(sinceMs), wanted)
    this.#kept.set(cameraId, { ledger, mode, way })
  }

  /** A gap that was growing when the process died keeps its reason as far as that is certain. */
  #past(cameraId: string, reason: GapReason, isRestart: boolean): CauseChange[] {
    const { untilMs, state, cause } = rememberedReason(this.#index, cameraId)
    if (!isRestart || untilMs !== undefined || this.#awakeUntilMs === always) return [{ fromMs: always, reason }]
    return [
      { fromMs: always, reason: { state, cause } },
      { fromMs: this.#awakeUntilMs, reason },
    ]
  }

  /** One durable note for all cameras in place of an entry for each. */
  #noteAwake(nowMs: number): void {
    if (Math.abs(nowMs - this.#awakeNotedMs) < awakeEveryMs) return
    if (![...this.#kept.values()].some(({ ledger }) => ledger.isBehind(nowMs))) return
    this.#index.setNote(awakeKey, String(nowMs))
    this.#awakeNotedMs = nowMs
  }

  /** Of a camera that is not kept, at start or after its removal, only what was written down last is known. */
  #append(closed: ClosedSegment) {
    const { cameraId } = closed
    const ledger =
      this.#kept.get(cameraId)?.ledger ?? new CameraLedger(this.#index, cameraId, this.#remembered(cameraId))
    return ledger.append(closed)
  }

  #remembered(cameraId: string): CauseChange[] {
    const { state, cause, untilMs } = rememberedReason(this.#index, cameraId)
    const over = untilMs === undefined ? [] : [{ fromMs: untilMs, reason: null }]
    return [{ fromMs: always, reason: { state, cause } }, ...over]
  }

  #lookAtClock(): void {
    const step = this.#watch.look()
    if (step) for (const { ledger } of this.#kept.values()) ledger.clockStepped(step)
  }
}

/** No control plane takes an account of time from longer before the camera was added, ms. */
const slightlyBehindMs = 240_000

/**
 * A clock that is a little behind must not have to wait until its own time reaches the camera's creation. Of one that
 * is far behind, what it says of the time before that is not believed: segments have no time then.
 */
const beginningOf = (addedAtMs: number, nowMs: number): number =>
  nowMs >= addedAtMs - slightlyBehindMs ? Math.min(addedAtMs, nowMs) : addedAtMs
