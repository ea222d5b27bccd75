import { eq } from 'drizzle-orm'
import type { BaseContext } from '../context/context.ts'
import type { Tx } from '../db/client.ts'
import { auditEntries } from '../db/schema/audit-entries.ts'
import { auditHeads } from '../db/schema/audit-heads.ts'
import type { Actor } from '../policy/actor.ts'
import type { AuditAction } from './define-actions.ts'
import { auditStart, entryHash } from './entry-hash.ts'

export interface AuditFacts {
  readonly action: AuditAction
  readonly subject: { readonly kind: string; readonly id: string }
  /** JSON values; what changed, never a secret, never free text of a third party beyond names. */
  readonly facts?: Record<string, unknown>
}

type AuditContext = Pick<BaseContext, 'clock' | 'ids' | 'origin'> & { readonly actor: Actor }

/**
 * Appends to the organisation's chain in the caller's transaction: either the change and its entry are there, or neither.
 * Call it last: it holds the chain's row lock until the commit.
 */
export async function writeAudit(
  tx: Tx,
  context: AuditContext,
  { action, subject, facts = {} }: AuditFacts,
): Promise<void> {
  const { organisationId } = context.actor
  await tx.insert(auditHeads).values({ organisationId, nextSequence: 0, hash: auditStart }).onConflictDoNothing()
  const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.organisationId, organisationId)).for('update')
  if (!head) throw new Error('the audit chain has no head')
  const entry = {
    organisationId,
    sequence: head.nextSequence,
    id: context.ids.next(),
    atMs: context.clock.wallMs(),
    actorKind: context.actor.kind,
    actorId: context.actor.id,
    action,
    subjectKind: subject.kind,
    subjectId: subject.id,
    requestId: context.origin?.requestId ?? null,
    clientAddress: context.origin?.clientAddress ?? null,
    facts,
    previousHash: head.hash,
  }
  const hash = entryHash(entry)
  await tx.insert(auditEntries).values({ ...entry, hash })
  await tx
    .update(auditHeads)
    .set({ nextSequence: head.nextSequence + 1, hash })
    .where(eq(auditHeads.organisationId, organisationId))
}
