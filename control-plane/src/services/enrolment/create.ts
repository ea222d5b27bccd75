import type { Enrolment } from '@nightjar/shared/api/site.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { enrolments } from '../../db/schema/enrolments.ts'
import { transaction } from '../../db/transaction.ts'
import { siteFor } from '../site/site-for.ts'
import { enrolmentActions } from './audit-actions.ts'
import { codeLength, enrolmentCodeFrom, enrolmentCodeHash } from './code.ts'

const lifetimeMs = 15 * 60_000

/**
 * A one-time code with which one agent joins the site.
 * @param origin where the agent is to find us, for the command line in the answer.
 */
export async function createEnrolment(context: Context, siteId: string, origin: string): Promise<Enrolment> {
  await siteFor(context.db, context, 'agent.manage', siteId)
  const code = enrolmentCodeFrom(context.random.bytes(codeLength))
  const nowMs = context.clock.wallMs()
  const id = context.ids.next()
  const expiresAtMs = nowMs + lifetimeMs
  await transaction(context, async tx => {
    await tx.insert(enrolments).values({
      id,
      organisationId: context.actor.organisationId,
      siteId,
      codeHash: enrolmentCodeHash(code),
      createdAtMs: nowMs,
      expiresAtMs,
      usedAtMs: null,
      agentId: null,
    })
    await writeAudit(tx, context, {
      action: enrolmentActions.created,
      subject: { kind: 'site', id: siteId },
      facts: { id },
    })
  })
  const command = `NIGHTJAR_CONTROL_PLANE=${origin} NIGHTJAR_ENROLMENT_CODE=${code} npm run agent`
  return { id, siteId, code, command, expiresAt: toIso(expiresAtMs) }
}
