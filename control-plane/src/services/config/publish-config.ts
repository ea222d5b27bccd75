import { createHash } from 'node:crypto'
import { canonicalBytes, canonicalJson } from '@nightjar/shared/domain/canonical-json.ts'
import { type AgentConfig, agentConfigSchema } from '@nightjar/shared/protocol/agent-config.ts'
import { chainStart } from '@nightjar/shared/records/chain.ts'
import { and, desc, eq, isNull } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { notify } from '../../db/notify.ts'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { agents } from '../../db/schema/agents.ts'
import { signBytes } from '../../keys/ed25519.ts'
import { signingKey } from '../../keys/signing-keys.ts'
import { channels } from '../channels.ts'
import { camerasForAgent } from './build-config.ts'

export const configHash = (config: AgentConfig): string =>
  createHash('sha256').update(canonicalBytes(config)).digest('hex')

/**
 * Signs a new version of the agent's configuration from its cameras as they are now, in the transaction that changed
 * them. Writes nothing where the outcome is the same as before. A revoked agent gets no new version.
 */
export async function publishConfig(
  tx: Tx,
  context: Pick<BaseContext, 'clock' | 'random' | 'secrets' | 'fleet'>,
  agentId: string,
): Promise<void> {
  // The lock makes versions of one agent follow each other.
  const [agent] = await tx
    .select()
    .from(agents)
    .where(and(eq(agents.id, agentId), isNull(agents.revokedAtMs)))
    .for('update')
  if (!agent) return
  const [previous] = await tx
    .select()
    .from(agentConfigs)
    .where(eq(agentConfigs.agentId, agentId))
    .orderBy(desc(agentConfigs.version))
    .limit(1)
  const content = { relays: [...context.fleet.relays], cameras: await camerasForAgent(tx, agentId) }
  if (previous && isSame(previous.document.config, content)) return
  const config = agentConfigSchema.parse({
    kind: 'agent-config',
    organisationId: agent.organisationId,
    siteId: agent.siteId,
    agentId,
    version: (previous?.version ?? 0) + 1,
    issuedAtMs: context.clock.wallMs(),
    minProtocol: 1,
    previousHash: previous?.hash ?? chainStart,
    ...content,
  })
  const key = await signingKey(tx, context, 'config', agent.organisationId)
  await tx.insert(agentConfigs).values({
    agentId,
    organisationId: agent.organisationId,
    version: config.version,
    hash: configHash(config),
    document: { config, keyId: key.keyId, signature: signBytes(key.privateKey, canonicalBytes(config)) },
    createdAtMs: config.issuedAtMs,
  })
  await notify(tx, channels.agentWork, agentId)
}

const isSame = (before: AgentConfig, now: Pick<AgentConfig, 'relays' | 'cameras'>): boolean =>
  canonicalJson({ relays: before.relays, cameras: before.cameras }) === canonicalJson(now)
