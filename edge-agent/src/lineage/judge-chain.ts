import type { OwnChain } from '@nightjar/shared/protocol/agent-chains.ts'
import type { ChainPlace } from '@nightjar/shared/records/lineage.ts'
import type { LocalChain } from '../media/local-chain.ts'

/** What becomes of a camera's chain, now that both sides of it are known. */
export type Verdict =
  /** Records are sent on as they wait. */
  | { readonly kind: 'goes-on' }
  /** Nothing is sent until an administrator has looked. */
  | { readonly kind: 'held' }
  /** A lineage has begun here; its statement is to be posted, and what it must account for again is learned by that. */
  | { readonly kind: 'state' }
  /** The statement is to be posted once more: the control plane's database is older than the seam. */
  | { readonly kind: 'state-again' }
  /** The control plane lacks what was acknowledged: all from here on is to be sent again. */
  | { readonly kind: 'resend'; readonly from: number }
  /**
   * A new lineage. Of all segments the control plane is asked what it has, also of those that it acknowledged: whoever
   * wrote what we do not know may have spoken of any of them.
   */
  | { readonly kind: 'begin'; readonly why: 'refused' | 'set-back' }

export interface Sides {
  readonly ours: LocalChain
  readonly theirs: OwnChain
  /** Of our record in the lineage in force; null where it is not there (any more). */
  hashAt(sequence: number): string | null
}

const goesOn: Verdict = { kind: 'goes-on' }
const setBack: Verdict = { kind: 'begin', why: 'set-back' }
const isSame = (a: ChainPlace, b: ChainPlace): boolean =>
  a?.lineageId === b?.lineageId && a?.sequence === b?.sequence && a?.hash === b?.hash

/**
 * Compares the heads of both sides. Where they forked, and some of ours was taken once, nothing is decided here: the
 * control plane refuses what is sent, and an administrator is asked. `ours.unsent` must have been read before the
 * control plane was asked, or an acknowledgement that came meanwhile looks like a loss.
 */
export function judgeChain({ ours, theirs, hashAt }: Sides): Verdict {
  const { lineage } = ours
  if (theirs.state === 'frozen') return { kind: 'held' }
  if (lineage?.state === 'begun') return { kind: 'state' }
  if (theirs.state === 'begin-anew') return { kind: 'begin', why: 'refused' }
  const { head } = theirs
  if ((head?.lineageId ?? null) !== (lineage?.lineageId ?? null) || head === null) {
    if (lineage === null) return head === null ? fromNext(ours, 0) : setBack
    const isBeforeSeam = lineage.statement !== null && isSame(head, lineage.statement.follows)
    return isBeforeSeam ? { kind: 'state-again' } : setBack
  }
  // It has what we never wrote: our disk is older than it.
  if (head.sequence >= ours.next) return setBack
  const hash = hashAt(head.sequence)
  if (hash !== null && hash !== head.hash) return ours.unsent === 0 ? setBack : goesOn
  return fromNext(ours, head.sequence + 1)
}

/** `next`: the first that it lacks. */
function fromNext(ours: LocalChain, next: number): Verdict {
  return next < ours.unsent || ours.isRefused ? { kind: 'resend', from: next } : goesOn
}
