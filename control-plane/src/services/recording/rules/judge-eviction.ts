import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { AppliedManifest, Ground } from './ground.ts'
import { isLoss } from './judge-cause.ts'
import { isOver, promiseOf } from './promise.ts'

/**
 * Whether a recording may have been deleted for the cause that is named: for its age or for a quota only where a setting
 * that its agent may have followed says so; as lost only in a lineage that was begun, because only that has its agent
 * look. That a disk was full cannot be known here, so it is taken, and told where it comes early. @returns a public sentence, or null where it may.
 */
export function judgeEviction(
  { cause }: Pick<LedgerEntry, 'cause'>,
  { configVersion, wallEndMs }: Pick<AppliedManifest, 'configVersion' | 'wallEndMs'>,
  ground: Pick<Ground, 'nowMs' | 'retentions' | 'lineageBegunAtMs'>,
): string | null {
  if (isLoss(cause) && ground.lineageBegunAtMs === null)
    return 'A recording is said to be lost, and no lineage was begun that would have its agent look.'
  const { isWhole, days, hasQuota } = promiseOf(ground.retentions, configVersion)
  if (!isWhole) return null
  if (cause === 'retention.quota' && !hasQuota) return 'A recording is deleted for a quota, and none was ever set.'
  if (cause !== 'retention.age') return null
  if (days === null) return 'A recording is deleted for its age, and no setting has ever said when.'
  return isOver(wallEndMs, days, ground) ? null : 'A recording is deleted for its age before any setting allows it.'
}
