import { and, asc, eq, gte } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { auditEntries } from '../db/schema/audit-entries.ts'
import { auditHeads } from '../db/schema/audit-heads.ts'
import { auditStart, entryHash } from './entry-hash.ts'

/** `sequence` is the first entry that is not as it was written, or is missing. */
export type AuditVerdict =
  | { readonly intact: true; readonly entries: number }
  | { readonly intact: false; readonly sequence: number; readonly what: 'edited' | 'missing' | 'cut-off' }

const pageLength = 500

/** Reads an organisation's whole chain and says whether, and from where, it was tampered with. */
export async function verifyAuditChain(db: Db, organisationId: string): Promise<AuditVerdict> {
  const [head] = await db.select().from(auditHeads).where(eq(auditHeads.organisationId, organisationId))
  let expected = 0
  let previousHash = auditStart
  for (;;) {
    const page = await db
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.organisationId, organisationId), gte(auditEntries.sequence, expected)))
      .orderBy(asc(auditEntries.sequence))
      .limit(pageLength)
    for (const entry of page) {
      if (entry.sequence !== expected) return { intact: false, sequence: expected, what: 'missing' }
      if (entry.previousHash !== previousHash || entryHash(entry) !== entry.hash)
        return { intact: false, sequence: expected, what: 'edited' }
      previousHash = entry.hash
      expected++
    }
    if (page.length < pageLength) break
  }
  const nextSequence = head?.nextSequence ?? 0
  // An entry may have been appended after the head was read; fewer than the head says were taken away.
  if (expected < nextSequence) return { intact: false, sequence: expected, what: 'cut-off' }
  if (expected === nextSequence && head && head.hash !== previousHash)
    return { intact: false, sequence: expected - 1, what: 'edited' }
  return { intact: true, entries: expected }
}
