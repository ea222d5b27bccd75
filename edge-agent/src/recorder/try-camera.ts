import { fillPlaceholders } from '@nightjar/shared/camera-address/placeholders.ts'
import { type InspectDeps, inspectCamera } from '../capture/inspect-camera.ts'
import { formatCameraUrl, parseCameraUrl } from '../capture/rtsp/url.ts'
import { passHostGate } from '../picture/host-gate.ts'
import type { Log } from '../platform/log.ts'
import type { Spawner } from '../platform/spawn.ts'
import { takeSnapshot } from '../snapshot/snapshot.ts'
import type { RecorderCamera, Trial, TrialRequest } from './ipc.ts'
import { factsOf } from './stream-figures.ts'

/**
 * Inspects a camera that is not saved yet and makes a picture of what it shows, except where the address belongs to a
 * host with a masked camera: a trial must not be a way around the mask.
 * @throws AppError of the `camera.` family.
 */
export async function tryCamera(
  request: TrialRequest,
  masked: readonly RecorderCamera[],
  deps: InspectDeps & { readonly spawner: Spawner; readonly log: Log },
  signal: AbortSignal,
): Promise<Trial> {
  const url = withCredentials(request.url, request.credentials)
  const found = await inspectCamera({ url, transport: request.transport, tlsPin: request.tlsPin }, deps, signal)
  const { host } = parseCameraUrl(request.url)
  const maskedHosts = masked.flatMap(hostsOf)
  const shown = [found.keyframe, ...found.untilRight].flatMap(each => passHostGate(each, host, maskedHosts) ?? [])
  const picture = shown.length === 0 ? null : await takeSnapshot(found.description.video, shown, deps)
  const result = {
    facts: factsOf(found.description),
    measuredFrameRate: found.measuredFrameRate,
    picture: picture !== null,
    ...found.agreement,
  }
  return { result, picture }
}

/**
 * The address as a person would type it with these credentials; what it holds already counts where none are given. They
 * were sealed for exactly this address, its placeholders included.
 */
function withCredentials(text: string, credentials: TrialRequest['credentials']): string {
  const url = parseCameraUrl(credentials ? fillPlaceholders(text, credentials) : text)
  const user = credentials ?? url.credentials
  if (user === null) return text
  const userInfo = `${encodeURIComponent(user.username)}:${encodeURIComponent(user.password)}@`
  return formatCameraUrl(url).replace('://', () => `://${userInfo}`)
}

function hostsOf(camera: RecorderCamera): string[] {
  return camera.streams.flatMap(stream => {
    try {
      return [parseCameraUrl(stream.url).host]
    } catch {
      return []
    }
  })
}
