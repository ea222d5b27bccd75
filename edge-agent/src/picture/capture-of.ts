import { fillPlaceholders } from '@nightjar/shared/camera-address/placeholders.ts'
import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { StreamConfig } from '@nightjar/shared/protocol/config/streams.ts'
import { parseCameraUrl } from '../capture/rtsp/url.ts'
import { RtspSource } from '../capture/rtsp-source.ts'
import type { StreamTimeline } from '../capture/stream-timeline.ts'
import { superviseCamera } from '../capture/supervisor.ts'
import { keepsDamaged } from '../media/keeps-damaged.ts'
import { wayTo } from '../media/way-to.ts'
import type { SourceCamera, SourceDeps } from './owned-source.ts'
import type { Capture } from './passthrough.ts'
import type { Unmasked } from './unmasked.ts'

/** An address that cannot be used will not get better by waiting; this is only what the page shows, ms. */
const hopelessMs = 86_400_000

/** How one configured stream is captured, again and again, with the camera's credentials. */
export function captureOf(
  camera: Unmasked<SourceCamera>,
  stream: StreamConfig,
  timeline: StreamTimeline,
  deps: SourceDeps,
): Capture {
  const { credentials, fillsAddress, transport, tlsPin } = wayTo(camera, stream)
  return async (events, signal) => {
    try {
      const address = credentials && fillsAddress ? fillPlaceholders(stream.url, credentials) : stream.url
      const url = { ...parseCameraUrl(address), credentials }
      const lossPolicy = keepsDamaged(camera.loss) ? 'conceal' : 'withhold'
      const source = new RtspSource(deps, { url, transport, tlsPin, timeline, lossPolicy })
      await superviseCamera({ source, endpoint: url, credentials }, deps, events, signal)
    } catch (error) {
      const { code, publicMessage } = toAppError(error)
      const retryAtMs = deps.clock.wallMs() + hopelessMs
      events.state({ state: 'waiting', code, message: publicMessage, retryAtMs })
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
    }
  }
}
