import { and, eq, gte, lt } from 'drizzle-orm'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'

/** Joins a segment with the entry that gave time to it. It is of the segment's own time, so the index on time finds it. */
export const claimOfSegment = () =>
  and(
    eq(ledgerEntries.cameraId, segments.cameraId),
    eq(ledgerEntries.segmentId, segments.id),
    eq(ledgerEntries.state, 'recorded'),
    gte(ledgerEntries.fromMs, segments.fromMs),
    lt(ledgerEntries.fromMs, segments.toMs),
  )
