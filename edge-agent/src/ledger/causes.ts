import type { Gap, GapReason } from '../media/gap.ts'

/** From `fromMs` on: why nothing is recorded, or null while something is. */
export interface CauseChange {
  readonly fromMs: number
  readonly reason: GapReason | null
}

/** Pictures came before and after, and nobody said what happened between. */
export const interrupted: GapReason = { state: 'camera-down', cause: 'camera.interrupted' }

/** `changes` are in order of time; the result too. A change at the same instant takes the place of the older one. */
export function addChange(changes: readonly CauseChange[], change: CauseChange): CauseChange[] {
  const before = changes.filter(each => each.fromMs < change.fromMs)
  const after = changes.filter(each => each.fromMs > change.fromMs)
  return [...before, change, ...after]
}

/** What is needed to explain time from `fromMs` on. */
export function pruneChanges(changes: readonly CauseChange[], fromMs: number): CauseChange[] {
  const first = changes.findLastIndex(change => change.fromMs <= fromMs)
  return changes.slice(Math.max(0, first))
}

/** The reason in force now; null while recording, undefined when nothing was heard. */
export const latestReason = (changes: readonly CauseChange[]): GapReason | null | undefined => changes.at(-1)?.reason

/**
 * Pieces that cover [fromMs, toMs) exactly. A gap may begin while we still believed to be recording, because it takes
 * seconds to notice that a camera is gone: such time takes the reason that was found next, be it after `toMs`, or else
 * the one before.
 * @param againMs when pictures came again, where that is known: what was found later is not the reason of this gap.
 */
export function explainGap(
  changes: readonly CauseChange[],
  fromMs: number,
  toMs: number,
  againMs = Number.POSITIVE_INFINITY,
): Gap[] {
  const pieces: Gap[] = []
  const relevant = pruneChanges(changes, fromMs).filter(change => change.fromMs < againMs)
  const cuts = [fromMs, ...relevant.map(change => change.fromMs).filter(at => at > fromMs && at < toMs), toMs]
  for (let i = 0; i + 1 < cuts.length; i++) {
    const reason = reasonAt(relevant, cuts[i]!)
    const last = pieces.at(-1)
    if (last && last.state === reason.state && last.cause === reason.cause) {
      pieces[pieces.length - 1] = { ...last, toMs: cuts[i + 1]! }
    } else pieces.push({ fromMs: cuts[i]!, toMs: cuts[i + 1]!, ...reason })
  }
  return pieces
}

function reasonAt(changes: readonly CauseChange[], atMs: number): GapReason {
  const current = changes.findLastIndex(change => change.fromMs <= atMs)
  const here = changes[current]?.reason
  if (here) return here
  const next = changes.slice(current + 1).find(change => change.reason !== null)
  const before = changes.slice(0, Math.max(0, current)).findLast(change => change.reason !== null)
  return next?.reason ?? before?.reason ?? interrupted
}
