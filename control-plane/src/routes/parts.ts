import type { ArchiveStore } from '../archive/store.ts'
import type { OriginRule } from '../middleware/check-origin.ts'
import type { Health } from '../platform/health.ts'
import type { Notices } from '../platform/notices.ts'
import type { CommandResults } from '../services/command/results.ts'
import type { RelayFeed } from '../services/live/relay-changes.ts'
import type { ViewingLog } from '../services/recording/audit-viewing.ts'
import type { SiteTransfers } from '../services/relay/send-from-site.ts'
import type { AttemptLimits } from '../services/session/attempt-limits.ts'
import type { SetupGate } from '../services/setup/setup-gate.ts'
import type { UploadLimits } from '../services/upload/quota.ts'
import type { PasswordHasher } from '../services/user/password-hasher.ts'

/** What route groups need beyond the context of the request; built in compose.ts, one line for each part. */
export interface AppParts {
  readonly origins: OriginRule
  readonly passwords: PasswordHasher
  readonly limits: AttemptLimits
  readonly setup: SetupGate
  readonly health: Health
  readonly commandResults: CommandResults
  readonly archive: ArchiveStore
  readonly uploadLimits: UploadLimits
  readonly notices: Notices
  readonly transfers: SiteTransfers
  readonly viewings: ViewingLog
  readonly relayFeed: RelayFeed
}
