import { mayGoTo } from '@nightjar/shared/address-policy/endpoint.ts'
import type { LoopbackAllowance } from '@nightjar/shared/address-policy/loopback.ts'
import type { updateCameraSchema } from '@nightjar/shared/api/camera.ts'
import { hasPlaceholder } from '@nightjar/shared/camera-address/placeholders.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { BoundBox, CameraCredentials, SealedBox } from '@nightjar/shared/protocol/sealed-box.ts'
import type { z } from 'zod'
import type { CameraRow } from './camera-for.ts'
import { checkCredentials, endpointOfUrl } from './camera-source.ts'
import type { StreamRow } from './load-streams.ts'
import { readSources, refuseUnfilled, urlsOf } from './read-sources.ts'

export interface SourceChange {
  readonly url: string
  readonly liveUrl: string | null
  /** undefined: as they are; null: none any more. */
  readonly credentials: CameraCredentials | null | undefined
}

/**
 * What a change makes of the addresses and credentials.
 *
 * Stored credentials go only where they were entered for: who points the camera to another scheme, host or port must
 * enter them again, so that nobody can have a password they do not know sent to a machine of their own. The agent
 * compares once more, by what is sealed.
 * @throws AppError `camera.source-refused`
 */
export function changeSources(
  before: CameraRow,
  own: readonly StreamRow[],
  patch: z.output<typeof updateCameraSchema>,
  loopback: LoopbackAllowance,
): SourceChange {
  const stored = { url: own[0]!.url, liveUrl: own.find(stream => stream.place === 1)?.url ?? null }
  const asked = {
    url: patch.url ?? stored.url,
    liveUrl: patch.liveUrl === undefined ? stored.liveUrl : patch.liveUrl,
  }
  const isSameSource = patch.url === undefined && patch.liveUrl === undefined
  const sources = isSameSource ? { ...stored, credentials: null } : readSources(asked, loopback)
  const credentials = given(patch.credentials, sources.credentials)
  if (credentials === undefined && before.credentials !== null) refuseElsewhere(before.credentials, stored, sources)
  else if (!credentials) refuseUnfilled(urlsOf(sources))
  return { url: sources.url, liveUrl: sources.liveUrl, credentials }
}

type Urls = Pick<SourceChange, 'url' | 'liveUrl'>

/** Credentials that stay must be good for the addresses that will be. */
function refuseElsewhere(box: BoundBox | SealedBox, stored: Urls, wanted: Urls): void {
  const goodFor =
    'endpoints' in box
      ? box
      : { endpoints: urlsOf(stored).map(endpointOfUrl), fillsAddress: urlsOf(stored).some(hasPlaceholder) }
  for (const pointer of ['/url', '/liveUrl'] as const) {
    const url = pointer === '/url' ? wanted.url : wanted.liveUrl
    if (url === null) continue
    if (!mayGoTo(goodFor.endpoints, endpointOfUrl(url)))
      throw enterAgain(pointer, 'has another scheme, host or port than they were entered for')
    if (hasPlaceholder(url) && !goodFor.fillsAddress) throw enterAgain(pointer, 'has a place for them that it had not')
  }
}

function enterAgain(pointer: '/url' | '/liveUrl', why: string): AppError {
  const what = pointer === '/url' ? 'the address' : 'the address of the smaller stream'
  const sentence = `Enter the user name and password again: ${what} ${why}.`
  return new AppError('camera.source-refused', {
    message: sentence,
    fields: [
      { pointer: '/credentials', detail: sentence },
      { pointer, detail: `Is not where the stored password may be sent; enter the password again.` },
    ],
  })
}

function given(
  inField: CameraCredentials | null | undefined,
  inAddress: CameraCredentials | null,
): CameraCredentials | null | undefined {
  if (inField) return checkCredentials(inField, '/credentials/username', '/credentials/password')
  return inField === null ? null : (inAddress ?? undefined)
}
