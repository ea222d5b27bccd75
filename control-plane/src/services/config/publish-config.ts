import { canonicalBytes, canonicalJson } from '@nightjar/shared/domain/canonical-json.ts'
import { configHash } from '@nightjar/shared/protocol/config/config-hash.ts'
import { contentFor } from '@nightjar/shared/protocol/config/content-for.ts'
import type { AgentConfig } from '@nightjar/shared/protocol/config/document.ts'
import { envelopeShape } from '@nightjar/shared/protocol/config/envelope.ts'
import type { ConfigContent } from '@nightjar/shared/protocol/config/withheld.ts'
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
import { type ConfigSource, configSource } from './config-source.ts'
import { forgetConfigs } from './forget-configs.ts'
import { noteRetentions } from './note-retentions.ts'
import { noteUnknown } from './note-unknown.ts'
import { reportedProtocol, youngest } from './reported-protocol.ts'
import { unknownVersion } from './unknown-version.ts'

/** Heartbeats are signed by nobody: so often, at most, one alone has a version written. */
const passingPauseMs = 10 * 60_000

/**
 * Signs a new version of the agent's configuration from its cameras as they are now, in the transaction that changed
 * them, for the protocol that the agent speaks: as it said itself in `stated`, otherwise as it reported. Writes nothing
 * where the outcome is the same as before. A revoked agent gets no new version. Earlier versions with a camera that is
 * not in this one go.
 *
 * An agent that follows a version which was never published here, because a backup was restored, refuses every one up to
 * that: it gets the next one after it, also where nothing has changed.
 */
export async function publishConfig(
  tx: Tx,
  context: Pick<BaseContext, 'clock' | 'random' | 'secrets' | 'fleet'>,
  agentId: string,
  source: ConfigSource = configSource,
  stated?: number,
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
  const whole = (await source.contentOf(tx, context, [agentId])).get(agentId)!
  const { minProtocol, content } = contentFor(whole, stated ?? (await reportedProtocol(tx, agentId)), source.sections)
  const nowMs = context.clock.wallMs()
  const unknown = await unknownVersion(tx, agentId, nowMs)
  const isPassing = unknown !== null && previous !== undefined && nowMs - previous.createdAtMs >= passingPauseMs
  if (previous && !isPassing && isStillDue(previous, content, source)) return
  const last = previous?.version ?? 0
  const config = source.schema.parse({
    kind: 'agent-config',
    organisationId: agent.organisationId,
    siteId: agent.siteId,
    agentId,
    version: (unknown ?? last) + 1,
    issuedAtMs: nowMs,
    minProtocol,
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
    releaseProtocol: youngest(source.sections),
    createdAtMs: config.issuedAtMs,
  })
  if (unknown !== null) await noteUnknown(tx, agent, last + 1)
  await noteRetentions(tx, config)
  for (const { cameraId } of previous?.document.config.cameras ?? []) {
    const isGone = config.cameras.every(camera => camera.cameraId !== cameraId)
    if (isGone) await forgetConfigs(tx, { id: cameraId, organisationId: agent.organisationId, agentId })
  }
  await notify(tx, channels.agentWork, agentId)
}

/** Whether an agent that is to be sent `content` has it by this version already. */
export function isStillDue(
  { document, releaseProtocol }: Pick<typeof agentConfigs.$inferSelect, 'document' | 'releaseProtocol'>,
  content: ConfigContent,
  { sections }: ConfigSource,
): boolean {
  // While releases are mixed: a newer one knew a section that this one would leave out, a mask perhaps.
  return releaseProtocol > youngest(sections) || isSame(document.config, content)
}

function isSame(before: AgentConfig, now: ConfigContent): boolean {
  const content = Object.entries(before).filter(([key]) => !Object.hasOwn(envelopeShape, key))
  return canonicalJson(Object.fromEntries(content)) === canonicalJson(now)
}
