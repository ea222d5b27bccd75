import type { AppParts } from '../app/parts.ts'
import type { BaseContext } from '../services/context.ts'
import { makeAttemptLimits } from '../services/session/attempt-limits.ts'
import { makeSetupGate } from '../services/setup/setup-gate.ts'
import { makePasswordHasher } from '../services/user/password-hasher.ts'

export const testSetupToken = 'setup-token-of-the-tests'

/** The real parts, with a hash that is cheap. */
export const makeTestParts = (base: BaseContext): AppParts => ({
  origins: { allowed: [], secure: false },
  passwords: makePasswordHasher({ memoryKiB: 1024, passes: 2 }),
  limits: makeAttemptLimits(base.db),
  setup: makeSetupGate(testSetupToken),
  health: { roles: new Map([['api', async () => null]]) },
})
