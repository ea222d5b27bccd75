import type { HashedRecord } from '../verify-records.ts'
import { dayMs, type Ground } from './ground.ts'
import { isOver, promiseOf } from './promise.ts'

/** A recording that is said to be deleted before it was as old as promised, and that is nowhere else. */
export interface EarlyEviction {
  readonly cause: string
  readonly fromMs: number
  readonly toMs: number
  /** How old it was when we heard of it. */
  readonly keptDays: number
  readonly promisedDays: number
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
    const { days } = promiseOf(ground.retentions, named.configVersion)
    if (days === null || isOver(named.wallEndMs, days, ground)) return []
    return [{ cause, fromMs, toMs, keptDays: Math.max(0, ground.nowMs - named.wallEndMs) / dayMs, promisedDays: days }]
  })
}
