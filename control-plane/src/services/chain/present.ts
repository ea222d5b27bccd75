import type { ChainStanding, Seam } from '@nightjar/shared/api/chain.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import type { chainHeads } from '../../db/schema/chain-heads.ts'
import type { chainSeams } from '../../db/schema/chain-seams.ts'

type HeadRow = typeof chainHeads.$inferSelect

/** @param head undefined where nothing of the camera has come yet. */
export function presentStanding(head: HeadRow | undefined): ChainStanding {
  if (head === undefined) return { state: 'open', since: null, reason: null, held: null }
  const { state, stateSinceMs, reason, heldSinceMs, heldReason } = head
  return {
    state,
    since: stateSinceMs === null ? null : toIso(stateSinceMs),
    reason,
    held: heldSinceMs === null ? null : { since: toIso(heldSinceMs), reason: heldReason ?? '' },
  }
}

export const presentSeam = ({ lineageId, begunAtMs, statement }: typeof chainSeams.$inferSelect): Seam => ({
  lineageId,
  at: toIso(begunAtMs),
  why: statement.why,
})
