import type { ProbeResult } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import { type ProbeDeps, probeCamera } from '../capture/probe.ts'
import { formatCameraUrl, parseCameraUrl } from '../capture/rtsp/url.ts'
import { probePicture } from '../picture/probe-picture.ts'
import type { Log } from '../platform/log.ts'
import type { Spawner } from '../platform/spawn.ts'
import { takeSnapshot } from '../snapshot/snapshot.ts'
import type { RecorderCamera, ToRecorder } from './ipc.ts'
import { factsOf } from './stream-figures.ts'

type ProbeRequest = Extract<ToRecorder, { kind: 'probe' }>

/**
 * Looks at a camera that is not saved yet and makes a picture of what it shows, except where the address belongs to a
 * host with a masked camera: a probe must not be a way around the mask.
 * @throws AppError of the `camera.` family.
 */
export async function probe(
  request: ProbeRequest,
  masked: readonly RecorderCamera[],
  deps: ProbeDeps & { readonly spawner: Spawner; readonly log: Log },
  signal: AbortSignal,
): Promise<{ result: ProbeResult; picture: Uint8Array | null }> {
  const url = withCredentials(request.url, request.credentials)
  const found = await probeCamera({ url, transport: request.transport, tlsPin: null }, deps, signal)
  const keyframe = probePicture(found.keyframe, parseCameraUrl(request.url).host, masked.flatMap(hostsOf))
  const picture = keyframe === null ? null : await takeSnapshot(found.description.video, keyframe, deps)
  const result = {
    facts: factsOf(found.description),
    measuredFrameRate: found.measuredFrameRate,
    picture: picture !== null,
  }
  return { result, picture }
}

/** The address as a person would type it with these credentials; what it holds already counts where none are given. */
function withCredentials(text: string, credentials: ProbeRequest['credentials']): string {
  const url = parseCameraUrl(text)
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
