import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type TokenReply, tokenRequestSchema } from '@nightjar/shared/protocol/agent-api.ts'
import { eq } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import type { Tx } from '../../db/client.ts'
import { agentAssertions } from '../../db/schema/agent-assertions.ts'
import { agents } from '../../db/schema/agents.ts'
import { transaction } from '../../db/transaction.ts'
import { type AclRule, signAccessToken, type TokenAudience } from '../../keys/access-token.ts'
import { agentAcl, apiAcl } from '../../keys/acl.ts'
import { signingKey } from '../../keys/signing-keys.ts'
import { advanceLineage } from './advance-lineage.ts'
import { type Assertion, issuerOf, verifyAssertion } from './assertion.ts'
import { brokerAccountSettled, wantBrokerAccount } from './broker-account.ts'

/** Short enough that a stolen token is soon worth nothing; an agent fetches a new one well before. */
const lifetimeMs = 15 * 60_000

type AgentRow = typeof agents.$inferSelect

/**
 * Two tokens for the agent that signed the assertion: one for the HTTP API, one as its password at the broker. Answers
 * with our time, also in the Date header of a refusal: an agent whose clock is wrong corrects itself by it and asks once
 * more.
 * @throws AppError `agent.refused`; `agent.cloned`, `agent.retired` (tokenLineageSchema)
 */
export async function issueToken(base: BaseContext, input: unknown): Promise<TokenReply> {
  const { assertion, lineage } = parse(tokenRequestSchema, input)
  const { fleet } = base
  const agent = await findAgent(base, issuerOf(assertion))
  const claims = await verifyAssertion(assertion, agent, base.clock.wallMs())
  const expiresAtMs = Math.floor((base.clock.wallMs() + lifetimeMs) / 1000) * 1000
  const issued = await transaction(base, async tx => {
    await useOnce(tx, agent, claims)
    const advanced = await advanceLineage(tx, base, agent, lineage)
    if ('refused' in advanced) return advanced
    const tokens = await signBoth(tx, base, agent, expiresAtMs)
    if (fleet.brokerAccounts) await wantBrokerAccount(tx, base, agent, tokens.password)
    return { ...tokens, lineage: advanced.value }
  })
  if ('refused' in issued)
    throw new AppError(issued.refused, { detail: `agent ${agent.id} is on more than one machine` })
  const { accessToken, password } = issued
  if (fleet.brokerAccounts) await brokerAccountSettled(base, agent.id)
  return {
    accessToken,
    expiresAtMs,
    serverTimeMs: base.clock.wallMs(),
    ...(issued.lineage === null ? {} : { lineage: issued.lineage }),
    mqtt: { url: fleet.mqttUrl, username: agent.id, password },
  }
}

async function signBoth(tx: Tx, base: BaseContext, agent: AgentRow, expiresAtMs: number) {
  const { organisationId, id: agentId } = agent
  const signer = await signingKey(tx, base, 'access-token', null)
  const who = { subject: agentId, organisationId, expiresAtMs }
  const sign = (audience: TokenAudience, acl: readonly AclRule[]) =>
    signAccessToken(signer, audience, { ...who, acl }, base.clock.wallMs())
  return {
    accessToken: await sign('api', apiAcl({ organisationId, agentId })),
    password: await sign('mqtt', agentAcl({ organisationId, agentId })),
  }
}

async function findAgent(base: BaseContext, agentId: string): Promise<AgentRow> {
  const [agent] = await base.db.select().from(agents).where(eq(agents.id, agentId))
  if (!agent) throw new AppError('agent.refused', { detail: `agent ${agentId} is not known` })
  if (agent.revokedAtMs !== null) throw new AppError('agent.refused', { detail: `agent ${agentId} was revoked` })
  return agent
}

async function useOnce(tx: Tx, agent: AgentRow, claims: Assertion): Promise<void> {
  const fresh = await tx
    .insert(agentAssertions)
    .values({
      agentId: agent.id,
      organisationId: agent.organisationId,
      jti: claims.jti,
      expiresAtMs: claims.usableUntilMs,
    })
    .onConflictDoNothing()
    .returning({ jti: agentAssertions.jti })
  if (fresh.length === 0) throw new AppError('agent.refused', { detail: `agent ${agent.id} used an assertion twice` })
}
