import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { CameraCode } from '@nightjar/shared/errors/camera-codes.ts'
import type { RtspMethod, RtspResponse } from './message.ts'
import { formatOrigin, parseCameraUrl } from './url.ts'

/** RFC 2326 7.1.1 and 11.3. What is not here is `camera.refused`; 461 is told apart by who asked for what. */
const statusCodes: Readonly<Record<number, CameraCode>> = {
  401: 'camera.auth-refused',
  403: 'camera.auth-refused',
  404: 'camera.not-found',
  453: 'camera.busy',
  454: 'camera.not-found',
  503: 'camera.busy',
}

/** What a refusal means for the person who set the camera up; no text of it carries credentials or a path. */
export function statusError(method: RtspMethod, response: RtspResponse): AppError {
  const { status } = response
  const detail = `${method} was answered with ${status}`
  if (status >= 300 && status < 400) return redirected(response.headers.get('location'), detail)
  const code = statusCodes[status]
  if (code !== undefined) return new AppError(code, { detail })
  const message = `It answered ${method} with status ${status}. Check the path, and restart the camera if it was right before.`
  return new AppError('camera.refused', { message, detail })
}

/** Where to, as far as it can be said: scheme, host and port. A path may hold a password. */
function redirected(location: string | null, detail: string): AppError {
  try {
    const origin = formatOrigin(parseCameraUrl(location ?? ''))
    const message = `It sends us to ${origin}. Enter that address instead; Nightjar follows no camera to another host or port.`
    return new AppError('camera.redirected', { message, detail })
  } catch {
    return new AppError('camera.redirected', { detail: `${detail}, to what is no camera's address` })
  }
}
