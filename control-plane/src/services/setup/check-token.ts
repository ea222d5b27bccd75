import { setupTokenSchema } from '@nightjar/shared/api/identity.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { BaseContext } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { addressBucket } from '../../platform/client-address.ts'
import type { AttemptLimits } from '../session/attempt-limits.ts'
import { isSetupRequired } from './read-status.ts'
import type { SetupGate } from './setup-gate.ts'

/**
 * Says whether a token would be taken, and changes nothing. A guess counts as one at the form does; a right one does not.
 * @throws AppError `setup.done`, `setup.wrong-token`, `auth.rate-limited`.
 */
export async function checkSetupToken(
  base: BaseContext,
  { setup, limits }: { readonly setup: SetupGate; readonly limits: AttemptLimits },
  input: unknown,
): Promise<void> {
  const { token } = parse(setupTokenSchema, input)
  const key = ['setup', addressBucket(base.origin?.clientAddress ?? '')]
  await limits.oneTimeCode.consume(...key)
  if (!(await isSetupRequired(base.db))) throw new AppError('setup.done')
  if (!setup.accepts(token)) throw new AppError('setup.wrong-token')
  await limits.oneTimeCode.giveBack(...key)
}
