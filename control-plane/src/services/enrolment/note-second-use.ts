import { eq, sql } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import { actingAs, type BaseContext } from '../../context/context.ts'
import { enrolments } from '../../db/schema/enrolments.ts'
import { transaction } from '../../db/transaction.ts'
import { enrolmentActions } from './audit-actions.ts'
import { enrolmentCodeHash } from './code.ts'
import type { EnrolRequest } from './proof.ts'

/**
 * A code that comes again was seen by two: its organisation is to know, once. Further uses are only counted, so that
 * nobody can fill the audit log with one code. Unknown codes belong to nobody.
 */
export async function noteSecondUse(base: BaseContext, request: EnrolRequest): Promise<void> {
  await transaction(base, async tx => {
    const [known] = await tx
      .update(enrolments)
      .set({ refusedUses: sql`${enrolments.refusedUses} + 1` })
      .where(eq(enrolments.codeHash, enrolmentCodeHash(request.code)))
      .returning()
    if (known?.refusedUses !== 1) return
    const actor = { kind: 'job', id: 'enrolment', organisationId: known.organisationId, grants: [] } as const
    await writeAudit(tx, actingAs(base, actor), {
      action: enrolmentActions.refused,
      subject: { kind: 'site', id: known.siteId },
      facts: { id: known.id, usedBy: known.agentId, hostname: request.hostname },
    })
  })
}
