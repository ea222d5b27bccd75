import { desc, eq, inArray, sql } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { chainRefusals } from '../../db/schema/chain-refusals.ts'
import { chainActions } from '../chain/audit-actions.ts'
import { isPowerOfTwo } from '../chain/is-power-of-two.ts'
import type { OwnedChain } from './load-chain.ts'
import type { ChainOwner } from './verify-records.ts'

/** What is kept of a refused batch, in characters of JSON; a full one of honest records is smaller. */
const evidenceMax = 1024 * 1024

/**
 * Refusals that are kept of a camera, the newest: of one that was removed nobody decides, so that they come again as often
 * as its agent begins anew.
 */
const refusalsKept = 50
const refusalsOfRemoved = 5

/**
 * Refuses records for good: nothing more of this camera is taken until an administrator has looked. Keeps them as
 * evidence and writes it down, once, or each time the number has doubled where the camera was removed; in the caller's transaction, which holds the chain's lock.
 */
export async function freezeChain(
  tx: Tx,
  context: Context,
  owner: Pick<OwnedChain, keyof ChainOwner | 'isRemoved'>,
  refused: { readonly reason: string; readonly records: unknown },
): Promise<void> {
  const { cameraId, organisationId, agentId } = owner
  const atMs = context.clock.wallMs()
  const { reason } = refused
  const id = context.ids.next()
  const [head] = await tx
    .update(chainHeads)
    .set({ state: 'frozen', reason, stateSinceMs: atMs, refusals: sql`${chainHeads.refusals} + 1` })
    .where(eq(chainHeads.cameraId, cameraId))
    .returning({ refusals: chainHeads.refusals })
  const count = head!.refusals
  const records = evidenceOf(refused.records)
  await tx.insert(chainRefusals).values({ id, organisationId, cameraId, agentId, atMs, reason, records })
  await keepNewest(tx, cameraId, owner.isRemoved ? refusalsOfRemoved : refusalsKept)
  if (owner.isRemoved && !isPowerOfTwo(count)) return
  await writeAudit(tx, context, {
    action: chainActions.frozen,
    subject: { kind: 'camera', id: cameraId },
    facts: { reason, refusalId: id, count },
  })
}

async function keepNewest(tx: Tx, cameraId: string, kept: number): Promise<void> {
  const older = tx
    .select({ id: chainRefusals.id })
    .from(chainRefusals)
    .where(eq(chainRefusals.cameraId, cameraId))
    .orderBy(desc(chainRefusals.atMs), desc(chainRefusals.id))
    .offset(kept)
  await tx.delete(chainRefusals).where(inArray(chainRefusals.id, older))
}

/** The first records as they came, as many as there is room for. */
function evidenceOf(records: unknown): string {
  const kept: string[] = []
  let length = 2
  for (const record of Array.isArray(records) ? records.slice(0, 20) : [records]) {
    const text = JSON.stringify(record) ?? 'null'
    length += text.length + 1
    if (length > evidenceMax) break
    kept.push(text)
  }
  return `[${kept.join(',')}]`
}
