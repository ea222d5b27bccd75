import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { RtspMethod, RtspResponse } from './message.ts'

/** What a refusal means for the person who set the camera up. */
export function statusError(method: RtspMethod, response: RtspResponse): AppError {
  const detail = `${method} was answered with ${response.status}`
  if (response.status === 401 || response.status === 403) return new AppError('camera.auth-refused', { detail })
  if (response.status === 404 || response.status === 454) return new AppError('camera.not-found', { detail })
  if (response.status === 453 || response.status === 503) {
    const message = 'The camera is busy: it serves as many viewers as it can. Close another one or use another stream.'
    return new AppError('camera.unreachable', { message, detail })
  }
  if (response.status >= 300 && response.status < 400) {
    const message = 'The camera sends us to another address; enter that address instead.'
    return new AppError('camera.protocol', { message, detail })
  }
  const message = `The camera refused the stream (RTSP status ${response.status}).`
  return new AppError('camera.protocol', { message, detail })
}
