import { hasPlaceholder } from '@nightjar/shared/camera-address/placeholders.ts'
import { boundCredentialsSection } from '@nightjar/shared/protocol/config/bound-credentials.ts'
import type { BoundBox, CameraCredentials, SealedBox } from '@nightjar/shared/protocol/sealed-box.ts'
import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { agents } from '../../db/schema/agents.ts'
import { endpointOfUrl } from './camera-source.ts'
import { refuseSource } from './refuse-source.ts'
import { sealBound, sealCredentials } from './seal-credentials.ts'

interface SealingAgent {
  readonly id: string
  readonly organisationId: string
  /** Raw X25519, base64url. */
  readonly sealingKey: string
}

/**
 * Whether the agent opens bound boxes: one that ever said so itself does, whatever a heartbeat says, which nobody signs.
 * One that was never heard is new, and a new one does.
 */
export async function bindsCredentials(db: Db, agent: Pick<SealingAgent, 'id' | 'organisationId'>): Promise<boolean> {
  const { since } = boundCredentialsSection
  const [known] = await db
    .select({ stated: agents.statedProtocol, report: agentStatus.report })
    .from(agents)
    .leftJoin(agentStatus, eq(agentStatus.agentId, agents.id))
    .where(and(eq(agents.organisationId, agent.organisationId), eq(agents.id, agent.id)))
  return (known?.stated ?? 0) >= since || (known?.report?.protocol ?? since) >= since
}

/**
 * Seals what was entered for these addresses, so that the agent sends it nowhere else.
 * @throws AppError `camera.source-refused` where an address has placeholders and the agent is too old to fill them.
 */
export async function sealForAgent(
  db: Db,
  agent: SealingAgent,
  credentials: CameraCredentials,
  urls: readonly string[],
): Promise<BoundBox | SealedBox> {
  const fillsAddress = urls.some(hasPlaceholder)
  if (await bindsCredentials(db, agent)) {
    const endpoints = [...new Set(urls.map(endpointOfUrl))].sort()
    return sealBound(agent.sealingKey, credentials, { endpoints, fillsAddress })
  }
  if (fillsAddress) throw tooOldToFill()
  return sealCredentials(agent.sealingKey, credentials)
}

export const tooOldToFill = () =>
  refuseSource('/url', 'The agent is too old to keep the password of this address secret; update the agent first.')
