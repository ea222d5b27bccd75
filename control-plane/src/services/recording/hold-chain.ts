import type { ChainState } from '@nightjar/shared/protocol/agent-chains.ts'
import { eq } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import type { LockedChain } from './load-chain.ts'
import type { ChainOwner } from './verify-records.ts'

/** For agents: at most 200 characters. */
export function whyHeld({ state, reason }: { readonly state: ChainState; readonly reason: string | null }): string {
  if (state === 'begin-anew') return 'A new lineage is to begin.'
  return `Frozen until an administrator has looked. ${reason ?? ''}`.slice(0, 200).trim()
}

export const needsUpgrade = 'Its records are of a newer release than this control plane. Update the control plane.'

/**
 * Not taken now, and the chain stays open: noted where the reason is new, and over with the next records that are applied.
 * @param why public sentence of at most 200 characters.
 */
export async function holdChain(
  tx: Tx,
  context: Context,
  owner: ChainOwner,
  chain: LockedChain,
  why: string,
): Promise<{ readonly held: string }> {
  if (chain.heldSinceMs === null)
    context.log.warn({ agentId: owner.agentId, cameraId: owner.cameraId, why }, 'records of a camera wait')
  if (chain.heldReason !== why) {
    await tx
      .update(chainHeads)
      .set({ heldReason: why, heldSinceMs: chain.heldSinceMs ?? context.clock.wallMs() })
      .where(eq(chainHeads.cameraId, owner.cameraId))
  }
  return { held: why }
}
