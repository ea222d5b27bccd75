import { AppError } from '@nightjar/shared/errors/app-error.ts'

/**
 * The absolute address of a relay that a command names. Only relays of the signed configuration count: pictures go where
 * that says, whatever a command says.
 *
 * @throws AppError live.unavailable for any other.
 */
export function relayAddress(relay: string, allowed: readonly string[], controlPlane: string): string {
  if (!allowed.includes(relay)) {
    throw new AppError('live.unavailable', { detail: `relay ${relay} is not in the configuration` })
  }
  return relay.startsWith('/') ? new URL(relay, controlPlane.replace(/^http/, 'ws')).href : relay
}
