import type { LoopbackAllowance } from '@nightjar/shared/address-policy/loopback.ts'
import { hasPlaceholder } from '@nightjar/shared/camera-address/placeholders.ts'
import type { CameraCredentials } from '@nightjar/shared/protocol/sealed-box.ts'
import { checkCredentials, isSamePair, parseCameraSource } from './camera-source.ts'
import { refuseSource } from './refuse-source.ts'

export interface CameraSources {
  readonly url: string
  /** null: the camera has no smaller stream. */
  readonly liveUrl: string | null
  /** null: none were given. */
  readonly credentials: CameraCredentials | null
}

export const urlsOf = ({ url, liveUrl }: Pick<CameraSources, 'url' | 'liveUrl'>): string[] =>
  liveUrl === null ? [url] : [url, liveUrl]

/**
 * The addresses of a camera and the one pair of credentials for both: from their own fields, or out of the addresses.
 * @throws AppError `camera.source-refused`
 */
export function readSources(
  input: {
    url: string
    liveUrl?: string | null | undefined
    username?: string | undefined
    password?: string | undefined
  },
  loopback: LoopbackAllowance,
): CameraSources {
  const main = parseCameraSource(input.url, '/url', loopback)
  const live = input.liveUrl ? parseCameraSource(input.liveUrl, '/liveUrl', loopback) : null
  const inFields =
    input.username || input.password
      ? checkCredentials({ username: input.username ?? '', password: input.password ?? '' })
      : null
  const inAddress = main.credentials ?? live?.credentials ?? null
  if (live?.credentials && inAddress && !isSamePair(inAddress, live.credentials)) {
    throw refuseSource('/liveUrl', 'Both streams must use the same user name and password.')
  }
  return { url: main.url, liveUrl: live?.url ?? null, credentials: inFields ?? inAddress }
}

/** An address with placeholders and nothing to put there. @throws AppError `camera.source-refused` */
export function refuseUnfilled(urls: readonly string[]): void {
  if (!urls.some(hasPlaceholder)) return
  throw refuseSource('/password', 'Enter user name and password: the address has a place for them.')
}
