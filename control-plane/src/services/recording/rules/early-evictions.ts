import type { HashedRecord } from '../verify-records.ts'
import { dayMs, type Ground } from './ground.ts'
import { isLoss } from './judge-cause.ts'
import { isOver, promiseOf, type RetentionPromise } from './promise.ts'

/** A recording that is said to be lost, or deleted before it was as old as promised, and that is nowhere else. */
export interface EarlyEviction {
  readonly cause: string
  readonly fromMs: number
  readonly toMs: number
  /** How old it was when we heard of it. */
  readonly keptDays: number
  /** null: nobody has said a number that is known here. */
  readonly promisedDays: number | null
}

/**
 * Of records that may be applied, those that take recordings away early, whatever their cause. What is in the archive is
 * not lost by it: a site whose archive is its memory may have a small disk.
 */
export function earlyEvictions(
  fresh: readonly HashedRecord[],
  ground: Pick<Ground, 'nowMs' | 'retentions' | 'manifests'>,
): EarlyEviction[] {
  const inBatch = new Map(
    fresh.flatMap(({ record, hash }) => (record.kind === 'segment' ? [[hash, { ...record, archived: false }]] : [])),
  )
  return fresh.flatMap(({ record }) => {
    if (record.kind !== 'ledger' || record.state !== 'evicted' || record.manifestHash === null) return []
    const { cause, fromMs, toMs, manifestHash } = record
    const named = ground.manifests.get(manifestHash) ?? inBatch.get(manifestHash)
    if (cause === null || named === undefined || named.archived) return []
    const promise = promiseOf(ground.retentions, named.configVersion)
    if (!isToBeTold(cause, named.wallEndMs, promise, ground)) return []
    const keptDays = Math.max(0, ground.nowMs - named.wallEndMs) / dayMs
    return [{ cause, fromMs, toMs, keptDays, promisedDays: promise.days }]
  })
}

/**
 * No setting has recordings missing or damaged, so these are told whatever the settings say; and so is what no setting
 * explains that is known here, where one is not known.
 */
function isToBeTold(
  cause: string,
  wallEndMs: number,
  { days, hasQuota, isUnknown }: RetentionPromise,
  ground: Pick<Ground, 'nowMs'>,
): boolean {
  if (isLoss(cause)) return true
  if (days !== null) return !isOver(wallEndMs, days, ground)
  return isUnknown && (cause === 'retention.age' || (cause === 'retention.quota' && !hasQuota))
}
