import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agents } from '../../db/schema/agents.ts'
import type { CameraRow } from './camera-for.ts'

/** The camera's agent, with the key to which its password is sealed: raw X25519, base64url. */
export async function loadSealingAgent(db: Db, camera: Pick<CameraRow, 'organisationId' | 'agentId'>) {
  const [agent] = await db
    .select({ id: agents.id, organisationId: agents.organisationId, sealingKey: agents.sealingKey })
    .from(agents)
    .where(and(eq(agents.organisationId, camera.organisationId), eq(agents.id, camera.agentId)))
  return agent!
}
