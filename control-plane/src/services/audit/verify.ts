import { type AuditVerdict, verifyAuditChain } from '../../audit/verify-chain.ts'
import type { Context } from '../../context/context.ts'
import { authorize } from '../../policy/authorize.ts'

/** Whether the organisation's audit log is as it was written. */
export async function verifyAudit(context: Context): Promise<AuditVerdict> {
  authorize(context, 'audit.read')
  return verifyAuditChain(context.db, context.actor.organisationId)
}
