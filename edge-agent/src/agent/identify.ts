import { hostname } from 'node:os'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { ControlPlaneApi } from '../api/control-plane-api.ts'
import { enrol } from '../api/enrol.ts'
import type { Identity } from '../config/identity.ts'
import type { IdentityStore } from '../config/identity-store.ts'
import type { Log } from '../platform/log.ts'
import { software } from './software.ts'

const retryMs = 3_000
/** Somebody else at our address may have tried wrong codes; a right one is still good after the pause. */
const mayPass: ReadonlySet<string> = new Set(['unavailable', 'rate-limited'])

/**
 * The identity from disk, or a new one for an enrolment code. A control plane that cannot be reached is waited for.
 *
 * @throws AppError enrolment.refused for a wrong code, and where there is neither identity nor code.
 */
export async function identify(deps: {
  store: IdentityStore
  api: ControlPlaneApi
  code: string | null
  clock: Clock
  log: Log
  signal: AbortSignal
}): Promise<Identity> {
  const stored = await deps.store.read()
  if (stored) return stored
  if (!deps.code) {
    throw new AppError('enrolment.refused', {
      message:
        'This agent is not enrolled. Create a code under Sites & agents and start it with NIGHTJAR_ENROLMENT_CODE.',
    })
  }
  for (;;) {
    try {
      const identity = await enrol(deps.api, { code: deps.code, hostname: hostname().slice(0, 255), software })
      await deps.store.write(identity)
      deps.log.info({ agentId: identity.agentId }, 'enrolled')
      return identity
    } catch (error) {
      if (!(error instanceof AppError) || !mayPass.has(error.kind)) throw error
      const why = error.kind === 'rate-limited' ? 'there were too many attempts' : 'control plane not reached'
      deps.log.warn({ detail: error.detail }, `${why} for enrolment; trying again`)
      await deps.clock.sleep(retryMs, deps.signal)
    }
  }
}
