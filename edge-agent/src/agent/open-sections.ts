import type { KeyObject } from 'node:crypto'
import { endpointOf } from '@nightjar/shared/address-policy/endpoint.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { CameraIdentity } from '@nightjar/shared/protocol/config/camera-identity.ts'
import type { CameraConfig } from '@nightjar/shared/protocol/config/document.ts'
import type { CameraCredentials } from '@nightjar/shared/protocol/sealed-box.ts'
import { parseCameraUrl } from '../capture/rtsp/url.ts'
import { pinOf, type UnboundUse } from '../config/credential-pins.ts'
import { openBound, openCredentials, refuseElsewhere } from '../config/open-credentials.ts'
import type { RecorderCamera } from '../recorder/ipc.ts'

type SectionKey = Exclude<keyof CameraConfig, keyof CameraIdentity | 'boundCredentials'>

/** The sections of a camera as the recorder takes them; both kinds of credentials have become one. */
export type OpenedSections = { [Key in SectionKey]-?: RecorderCamera[Key] } & Pick<
  RecorderCamera,
  'fillsAddress' | 'refusal'
>

/**
 * Each section as the recorder takes it. The compiler asks for every new one: a section that the schema lets in and
 * that nothing carries out would look applied.
 *
 * @param pinned where unbound boxes may go, by `pinOf`.
 * @throws AppError `camera.password-elsewhere`, `camera.password-unreadable`, `camera.source-refused`: the camera does not run then.
 */
export async function openSections(
  {
    mask,
    streams,
    recording,
    loss,
    transport = null,
    tlsPins = null,
    credentials,
    boundCredentials,
  }: Omit<CameraConfig, keyof CameraIdentity>,
  key: KeyObject,
  pinned: ReadonlyMap<string, readonly string[]>,
): Promise<OpenedSections> {
  const sections = { mask, streams, recording, loss, transport, tlsPins }
  if (boundCredentials) {
    const opened: CameraCredentials = await openBound(boundCredentials, key, endpointsOf(streams))
    return { ...sections, credentials: opened, ...(boundCredentials.fillsAddress && { fillsAddress: true }) }
  }
  if (credentials === null) return { ...sections, credentials }
  refuseElsewhere(pinned.get(pinOf(credentials)) ?? [], endpointsOf(streams))
  return { ...sections, credentials: await openCredentials(credentials, key) }
}

/** What a configuration has of boxes that are bound to nothing. One beside an address that is none goes nowhere. */
export const unboundUses = (cameras: readonly CameraConfig[]): UnboundUse[] =>
  cameras.flatMap(({ credentials, boundCredentials, streams }) => {
    if (credentials === null) return []
    try {
      return [{ box: credentials, endpoints: endpointsOf(streams), mayBeNew: boundCredentials === undefined }]
    } catch (error) {
      if (error instanceof AppError) return []
      throw error
    }
  })

/** Whether it is of a control plane that binds what is entered; a configuration without cameras does not say. */
export const bindsBoxes = (cameras: readonly CameraConfig[]): boolean =>
  cameras.some(({ boundCredentials }) => boundCredentials !== undefined)

/**
 * As our own RTSP client reads the addresses, so that no spelling leads it elsewhere.
 * @throws AppError `camera.source-refused`
 */
const endpointsOf = (streams: CameraConfig['streams']): string[] => [
  ...new Set(streams.map(({ url }) => endpointOf(parseCameraUrl(url)))),
]
