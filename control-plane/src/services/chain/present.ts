import type { ChainStanding, EvictedEarly, Seam } from '@nightjar/shared/api/chain.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import type { chainHeads } from '../../db/schema/chain-heads.ts'
import type { chainSeams } from '../../db/schema/chain-seams.ts'

type SeamRow = typeof chainSeams.$inferSelect

/** A chain's head and the seam behind which it is. */
export interface HeadWithSeam {
  readonly head: typeof chainHeads.$inferSelect
  readonly seam: SeamRow | null
}

/**
 * @param chain undefined where nothing of the camera has come yet.
 * @param early what was deleted early; undefined where nothing was.
 */
export function presentStanding(chain: HeadWithSeam | undefined, early: EvictedEarly | undefined): ChainStanding {
  const evictedEarly = early ?? null
  if (chain === undefined) return { state: 'open', since: null, reason: null, held: null, seam: null, evictedEarly }
  const { state, stateSinceMs, reason, heldSinceMs, heldReason } = chain.head
  return {
    state,
    since: stateSinceMs === null ? null : toIso(stateSinceMs),
    reason,
    held: heldSinceMs === null ? null : { since: toIso(heldSinceMs), reason: heldReason ?? '' },
    seam: chain.seam && presentSeam(chain.seam),
    evictedEarly,
  }
}

export const presentSeam = ({ lineageId, begunAtMs, statement }: SeamRow): Seam => ({
  lineageId,
  at: toIso(begunAtMs),
  why: statement.why,
})
