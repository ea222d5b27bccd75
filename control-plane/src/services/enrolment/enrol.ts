import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type EnrolReply, enrolRequestSchema } from '@nightjar/shared/protocol/agent-api.ts'
import { and, eq, gt, isNull } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import { actingAs, type BaseContext } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import type { Tx } from '../../db/client.ts'
import { isUniqueViolation } from '../../db/errors.ts'
import { agents } from '../../db/schema/agents.ts'
import { enrolments } from '../../db/schema/enrolments.ts'
import { transaction } from '../../db/transaction.ts'
import { fingerprintOf } from '../../keys/ed25519.ts'
import { signingKey, verificationKeys } from '../../keys/signing-keys.ts'
import { addressBucket } from '../../platform/client-address.ts'
import { agentActions } from '../agent/audit-actions.ts'
import { publishConfig } from '../config/publish-config.ts'
import type { AttemptLimit } from '../session/attempt-limits.ts'
import { enrolmentCodeHash } from './code.ts'
import { noteSecondUse } from './note-second-use.ts'
import { type EnrolRequest, proofHolds } from './proof.ts'

type EnrolmentRow = typeof enrolments.$inferSelect

/**
 * Trades a one-time code for an identity. Nobody is signed in here: the code is the right.
 * @param limit counts every attempt before it is looked at; one that succeeds is given back.
 * @throws AppError `enrolment.refused` for a code that is unknown, used or expired, and for a proof that does not hold;
 * `auth.rate-limited` after too many of them.
 */
export async function enrolAgent(base: BaseContext, input: unknown, limit: AttemptLimit): Promise<EnrolReply> {
  const request = parse(enrolRequestSchema, input)
  const bucket = addressBucket(base.origin?.clientAddress ?? '')
  // Before anything is looked up or written: who guesses is not to make us work.
  await limit.consume(bucket)
  const reply = await tryCode(base, request)
  await limit.giveBack(bucket)
  return reply
}

async function tryCode(base: BaseContext, request: EnrolRequest): Promise<EnrolReply> {
  if (!proofHolds(request)) throw new AppError('enrolment.refused', { detail: 'the proof does not hold' })
  try {
    const reply = await transaction(base, tx => consume(tx, base, request))
    if (reply) return reply
  } catch (error) {
    if (!isUniqueViolation(error, 'agents_public_key_key')) throw error
    throw new AppError('enrolment.refused', { detail: 'the key belongs to an agent already', cause: error })
  }
  await noteSecondUse(base, request)
  throw new AppError('enrolment.refused', { detail: 'the code is unknown, used or expired' })
}

/** null where the code is no good; nothing is written then. */
async function consume(tx: Tx, base: BaseContext, request: EnrolRequest): Promise<EnrolReply | null> {
  const nowMs = base.clock.wallMs()
  const agentId = base.ids.next()
  // One statement decides: of two requests with one code, one finds no row.
  const [enrolment] = await tx
    .update(enrolments)
    .set({ usedAtMs: nowMs, agentId })
    .where(
      and(
        eq(enrolments.codeHash, enrolmentCodeHash(request.code)),
        isNull(enrolments.usedAtMs),
        gt(enrolments.expiresAtMs, nowMs),
      ),
    )
    .returning()
  if (!enrolment) return null
  await insertAgent(tx, agentId, enrolment, request, nowMs)
  const { organisationId, siteId } = enrolment
  // Both keys exist before the agent learns whom to trust.
  await signingKey(tx, base, 'config', organisationId)
  await signingKey(tx, base, 'receipt', organisationId)
  await publishConfig(tx, base, agentId)
  const agent = { kind: 'agent', id: agentId, organisationId, siteId } as const
  await writeAudit(tx, actingAs(base, agent), {
    action: agentActions.enrolled,
    subject: { kind: 'agent', id: agentId },
    facts: { enrolmentId: enrolment.id, hostname: request.hostname, fingerprint: fingerprintOf(request.publicKey) },
  })
  return {
    agentId,
    organisationId,
    siteId,
    configKeys: await verificationKeys(tx, 'config', organisationId, nowMs),
    receiptKeys: await verificationKeys(tx, 'receipt', organisationId, nowMs),
  }
}

async function insertAgent(
  tx: Tx,
  id: string,
  { organisationId, siteId }: EnrolmentRow,
  { hostname, software, publicKey, sealingKey }: EnrolRequest,
  enrolledAtMs: number,
): Promise<void> {
  await tx.insert(agents).values({
    id,
    organisationId,
    siteId,
    hostname,
    software,
    publicKey,
    sealingKey,
    enrolledAtMs,
    revokedAtMs: null,
    clonedAtMs: null,
  })
}
