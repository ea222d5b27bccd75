import type { LoopbackAllowance } from '@nightjar/shared/address-policy/loopback.ts'
import type { updateCameraSchema } from '@nightjar/shared/api/camera.ts'
import type { CameraCredentials } from '@nightjar/shared/protocol/sealed-box.ts'
import type { z } from 'zod'
import type { CameraRow } from './camera-for.ts'
import { checkCredentials } from './camera-source.ts'
import { hostOf } from './host-of.ts'
import type { StreamRow } from './load-streams.ts'
import { readSources } from './read-sources.ts'
import { refuseSource } from './refuse-source.ts'

export interface SourceChange {
  readonly url: string
  readonly liveUrl: string | null
  /** undefined: as they are; null: none any more. */
  readonly credentials: CameraCredentials | null | undefined
}

/**
 * What a change makes of the addresses and credentials.
 *
 * Stored credentials go only where they were entered for: who points the camera to another host must enter them again,
 * so that nobody can have a password they do not know sent to a machine of their own.
 * @throws AppError `camera.source-refused`
 */
export function changeSources(
  before: CameraRow,
  own: readonly StreamRow[],
  patch: z.output<typeof updateCameraSchema>,
  loopback: LoopbackAllowance,
): SourceChange {
  const [mainUrl, oldLiveUrl] = [own[0]!.url, own.find(stream => stream.place === 1)?.url ?? null]
  const asked = {
    url: patch.url ?? mainUrl,
    liveUrl: patch.liveUrl === undefined ? oldLiveUrl : patch.liveUrl,
  }
  if (patch.url === undefined && patch.liveUrl === undefined) {
    return { ...asked, credentials: given(patch.credentials, null) }
  }
  const sources = readSources(asked, loopback)
  const credentials = given(patch.credentials, sources.credentials)
  const known = [mainUrl, oldLiveUrl].filter(url => url !== null)
  const isElsewhere = [sources.url, sources.liveUrl].some(url => url !== null && !known.some(old => isSafeAs(url, old)))
  if (before.credentials !== null && credentials === undefined && isElsewhere) {
    throw refuseSource(
      '/credentials',
      'Enter the user name and password again: the address is another host, or no longer encrypted.',
    )
  }
  return { url: sources.url, liveUrl: sources.liveUrl, credentials }
}

/** The same host, and not without the encryption under which the password was entered. */
const isSafeAs = (url: string, old: string): boolean =>
  hostOf(url) === hostOf(old) && (url.startsWith('rtsps:') || old.startsWith('rtsp:'))

function given(
  inField: CameraCredentials | null | undefined,
  inAddress: CameraCredentials | null,
): CameraCredentials | null | undefined {
  if (inField) return checkCredentials(inField, '/credentials/username', '/credentials/password')
  return inField === null ? null : (inAddress ?? undefined)
}
