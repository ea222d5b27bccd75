import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { RtspConnection } from './connection.ts'
import { baseUrl } from './control-url.ts'
import type { RtspResponse } from './message.ts'
import { parseSdp, type SessionDescription } from './sdp.ts'
import { statusError } from './status-error.ts'
import { type CameraUrl, formatCameraUrl, parseCameraUrl } from './url.ts'

export interface Presentation {
  readonly sdp: SessionDescription
  /** What relative control URLs are relative to. */
  readonly base: string
}

const maxRedirects = 2
/** Any line of the form that RFC 4566 5 gives them all; what is missing in it is found out later. */
const looksLikeSdp = /^\s*[a-z]\s*=/m

/** The new URL where a redirect stays on the host and port that were checked; null otherwise. */
function redirectTarget(response: RtspResponse, url: CameraUrl): CameraUrl | null {
  const location = response.headers.get('location')
  if (location === null) return null
  try {
    const target = parseCameraUrl(location.startsWith('/') ? new URL(location, formatCameraUrl(url)).href : location)
    const isSame = target.host === url.host && target.port === url.port && target.scheme === url.scheme
    return isSame ? { ...url, path: target.path } : null
  } catch {
    return null
  }
}

/** Asks what the camera offers. @throws AppError for any refusal and for a redirect to somewhere else. */
export async function describe(connection: RtspConnection, cameraUrl: CameraUrl): Promise<Presentation> {
  let url = cameraUrl
  for (let redirects = 0; ; redirects++) {
    const requestUrl = formatCameraUrl(url)
    const response = await connection.request('DESCRIBE', requestUrl, [['Accept', 'application/sdp']])
    if (response.status >= 300 && response.status < 400) {
      const target = redirects < maxRedirects ? redirectTarget(response, url) : null
      if (target === null) throw statusError('DESCRIBE', response)
      url = target
      continue
    }
    if (response.status >= 400) throw statusError('DESCRIBE', response)
    const { headers } = response
    const text = Buffer.from(response.body).toString('utf8')
    if (!looksLikeSdp.test(text))
      throw new AppError('camera.no-description', {
        detail: `DESCRIBE was answered with ${response.body.length} bytes`,
      })
    return {
      sdp: parseSdp(text),
      base: baseUrl(headers.get('content-base'), headers.get('content-location'), requestUrl),
    }
  }
}
