import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { HashedRecord } from '../verify-records.ts'
import type { Ground } from './ground.ts'
import { judgeBudget } from './judge-budget.ts'
import { judgeCause } from './judge-cause.ts'
import { ClaimJudge } from './judge-claims.ts'
import { judgeManifest } from './judge-manifest.ts'
import { judgeOverlaps, judgeTime } from './judge-times.ts'

/**
 * Holds records that continue a chain to what a ledger can say: an agent's signature shows who says it, not that it can
 * be true. Pure.
 *
 * @returns why they are refused, as a public sentence without words of the agent's; null where they are not.
 */
export function judgeRecords(fresh: readonly HashedRecord[], ground: Ground): string | null {
  const entries = fresh.flatMap(({ record }) => (record.kind === 'ledger' ? [record] : []))
  const claims = new ClaimJudge(ground, entries)
  for (const { record, hash } of fresh) {
    const fault = record.kind === 'segment' ? judgeSegment(record, ground) : judgeEntry(record, ground, claims)
    if (fault !== null) return fault
    if (record.kind === 'segment') claims.add(hash, record)
  }
  return judgeOverlaps(entries, ground) ?? judgeBudget(entries, ground)
}

/** A stream that was removed meanwhile is not known any more, and its records may come long after. */
const judgeSegment = (manifest: SegmentManifest, ground: Ground): string | null =>
  ground.foreignStreams.has(manifest.streamId)
    ? 'A segment names the stream of another camera.'
    : judgeManifest(manifest, ground)

const judgeEntry = (entry: LedgerEntry, ground: Ground, claims: ClaimJudge): string | null =>
  judgeCause(entry) ?? judgeTime(entry, ground) ?? claims.judge(entry)
