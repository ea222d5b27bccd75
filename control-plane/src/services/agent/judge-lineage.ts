import { hashOfValue } from './lineage-value.ts'

/** What is kept of an agent's lineage. */
export interface KeptLineage {
  readonly counter: number
  readonly valueHash: string
  readonly presentedHash: string
  readonly nonceHash: string
}

/** What a token request presents; null from an agent that does not know lineages. */
export interface PresentedLineage {
  readonly valueHash: string
  readonly nonceHash: string
  /** Of a value that we made for this agent; null for "nothing yet" and for a forged one. */
  readonly counter: number | null
  readonly isFirst: boolean
}

/**
 * `advances`: it is the one that was given the newest value. `ahead`: it holds a value of ours that is younger than our
 * database, which was set back. `unwatched`: an agent of protocol 2 that never had one, or was chosen to go on without. `stale`: a copy, or a folder
 * that was set back.
 */
export type LineageVerdict = 'advances' | 'ahead' | 'unwatched' | 'stale'

/** As refresh tokens are watched for reuse (RFC 9700 4.14.2), with room for an answer that was lost. */
export function judgeLineage(kept: KeptLineage | null, presented: PresentedLineage | null): LineageVerdict {
  // Whoever holds the key could otherwise step around the watch by keeping silent.
  if (presented === null) return kept === null || kept.valueHash === hashOfValue(null) ? 'unwatched' : 'stale'
  if (kept === null) return presented.isFirst ? 'advances' : presented.counter === null ? 'stale' : 'ahead'
  if (presented.valueHash === kept.valueHash) return 'advances'
  if (presented.valueHash === kept.presentedHash && presented.nonceHash === kept.nonceHash) return 'advances'
  return presented.counter !== null && presented.counter > kept.counter ? 'ahead' : 'stale'
}
