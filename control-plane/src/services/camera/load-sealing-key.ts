import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agents } from '../../db/schema/agents.ts'
import type { CameraRow } from './camera-for.ts'

/** The key of the camera's agent, to which its password is sealed: raw X25519, base64url. */
export async function loadSealingKey(db: Db, camera: CameraRow): Promise<string> {
  const [agent] = await db
    .select({ sealingKey: agents.sealingKey })
    .from(agents)
    .where(and(eq(agents.organisationId, camera.organisationId), eq(agents.id, camera.agentId)))
  return agent!.sealingKey
}
