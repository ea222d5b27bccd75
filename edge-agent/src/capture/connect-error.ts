import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { CameraCode } from '@nightjar/shared/errors/camera-codes.ts'
import { HandshakeUnfinished, PeerNotTrusted } from '../platform/network.ts'

/** What the system says of a connection that did not come about; what is not here is `camera.unreachable`. */
const systemCodes: Readonly<Record<string, CameraCode>> = {
  ECONNREFUSED: 'camera.connection-refused',
  EPROTO: 'camera.tls-failed',
  // What came back is no TLS record (RFC 8446 5.1).
  ERR_SSL_WRONG_VERSION_NUMBER: 'camera.no-tls',
}

/**
 * Why no connection came about, for people.
 * @param isPinned whether a key was adopted for the camera: then another one is a changed identity.
 * @returns `camera.unreachable`, `camera.connection-refused`, `camera.no-tls`, `camera.tls-failed`, `camera.untrusted`,
 *   `camera.identity-changed`; the last two with the certificate that was shown.
 */
export function connectError(error: unknown, isPinned: boolean): AppError {
  if (error instanceof AppError) return error
  if (error instanceof PeerNotTrusted) return notTrusted(error, isPinned)
  if (error instanceof HandshakeUnfinished)
    return new AppError('camera.tls-failed', { detail: `connect: ${error.message}` })
  const code = (error as NodeJS.ErrnoException).code ?? 'timeout'
  const isTls = code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')
  const found = systemCodes[code] ?? (isTls ? 'camera.tls-failed' : 'camera.unreachable')
  return new AppError(found, { detail: `connect: ${code}`, cause: error })
}

function notTrusted({ certificate, message }: PeerNotTrusted, isPinned: boolean): AppError {
  return new AppError(isPinned ? 'camera.identity-changed' : 'camera.untrusted', {
    detail: message,
    ...(certificate === null ? {} : { certificate }),
  })
}
