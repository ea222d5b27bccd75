import { createHash } from 'node:crypto'
import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import type { auditEntries } from '../db/schema/audit-entries.ts'

export type AuditEntry = typeof auditEntries.$inferSelect

/** `previousHash` of the first entry. */
export const auditStart = '0'.repeat(64)

/** SHA-256, hex, over the canonical JSON of everything but `hash`. */
export function entryHash(entry: Omit<AuditEntry, 'hash'> & { readonly hash?: string }): string {
  const { hash: _, ...hashed } = entry
  return createHash('sha256').update(canonicalBytes(hashed)).digest('hex')
}
