import { and, eq, inArray, isNotNull, isNull, ne, or } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'

/** Sentences, by agent, for agents whose records are not taken: of agents that a step or a predicate has given. */
export async function chainWarnings(db: Db, agentIds: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const rows = await db
    .select({
      agentId: cameras.agentId,
      name: cameras.name,
      state: chainHeads.state,
      heldReason: chainHeads.heldReason,
    })
    .from(chainHeads)
    .innerJoin(cameras, eq(cameras.id, chainHeads.cameraId))
    .where(
      and(
        inArray(cameras.agentId, [...agentIds]),
        isNull(cameras.deletedAtMs),
        or(ne(chainHeads.state, 'open'), isNotNull(chainHeads.heldSinceMs)),
      ),
    )
  return new Map(
    [...Map.groupBy(rows, row => row.agentId)].map(([agentId, own]) => [
      agentId,
      own.map(({ name, state, heldReason }) => sentence(name, state, heldReason)),
    ]),
  )
}

const sentence = (camera: string, state: string, heldReason: string | null): string =>
  state === 'open'
    ? `The records of ${camera} wait; the agent keeps them. ${heldReason ?? ''}`.trim()
    : `The records of ${camera} are not taken into the ledger. Open the camera to see why and to decide; recording goes on.`
