import type { OriginRule } from '../middleware/check-origin.ts'
import type { AttemptLimits } from '../services/session/attempt-limits.ts'
import type { SetupGate } from '../services/setup/setup-gate.ts'
import type { PasswordHasher } from '../services/user/password-hasher.ts'
import type { Health } from './health.ts'

/** What route groups need beyond the context of the request; built in compose.ts, one line for each part. */
export interface AppParts {
  readonly origins: OriginRule
  readonly passwords: PasswordHasher
  readonly limits: AttemptLimits
  readonly setup: SetupGate
  readonly health: Health
}
