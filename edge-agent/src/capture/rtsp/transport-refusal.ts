import type { Transport } from '@nightjar/shared/domain/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { RtspResponse } from './message.ts'
import { statusError } from './status-error.ts'

/** RFC 2326 11.3.12. */
const unsupportedTransport = 461
/** Refusals that another transport cannot change. */
const finalStatuses = new Set([401, 403, 404, 453, 454, 503])

/** Whether it makes sense to ask for the same track over another transport. */
export const mayOfferAnother = ({ status }: RtspResponse): boolean => !finalStatuses.has(status)

/** Why a track could not be set up over any of the transports that were tried, by the answer to the last of them. */
export function transportRefusal(tried: readonly Transport[], last: RtspResponse): AppError {
  if (last.status !== unsupportedTransport) return statusError('SETUP', last)
  const detail = `SETUP over ${tried.join(', then ')} was answered with ${last.status}`
  if (tried.length > 1) return new AppError('camera.no-transport', { detail })
  return new AppError(tried[0] === 'tcp' ? 'camera.udp-only' : 'camera.tcp-only', { detail })
}
