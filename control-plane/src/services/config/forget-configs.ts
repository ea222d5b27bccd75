import { and, eq, exists, isNotNull, lt, or, sql } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { agents } from '../../db/schema/agents.ts'

/**
 * Takes out the earlier configurations of an agent that name a camera: its addresses and sealed passwords go with it.
 * The newest stays, because the numbers go on from there; of a revoked agent none has any more use.
 */
export async function forgetConfigs(
  tx: Tx,
  camera: { readonly id: string; readonly organisationId: string; readonly agentId: string },
): Promise<void> {
  const { organisationId, agentId } = camera
  const newest = sql`(select max(version) from agent_configs where agent_id = ${agentId})`
  const isRevoked = tx
    .select({ id: agents.id })
    .from(agents)
    .where(and(eq(agents.id, agentId), isNotNull(agents.revokedAtMs)))
  await tx
    .delete(agentConfigs)
    .where(
      and(
        eq(agentConfigs.organisationId, organisationId),
        eq(agentConfigs.agentId, agentId),
        or(lt(agentConfigs.version, newest), exists(isRevoked)),
        sql`${agentConfigs.document} -> 'config' -> 'cameras' @> ${JSON.stringify([{ cameraId: camera.id }])}::jsonb`,
      ),
    )
}
