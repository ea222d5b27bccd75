import { isDeepStrictEqual } from 'node:util'
import type { StreamConfig } from '@nightjar/shared/protocol/config/streams.ts'
import { StreamTimeline } from '../capture/stream-timeline.ts'
import { keepsDamaged } from '../media/keeps-damaged.ts'
import { wayTo } from '../media/way-to.ts'
import { captureOf } from './capture-of.ts'
import type { OwnedSource, SourceCamera, SourceDeps, SourceObserver } from './owned-source.ts'
import { PassthroughSource } from './passthrough.ts'
import { asUnmasked } from './unmasked.ts'

/**
 * The source of pictures of one stream: which kind it is, the camera's configuration decides here and nobody else
 * knows. It connects with its first sink.
 * @throws AppError `camera.masked-unsupported`
 */
export function openSource(
  camera: SourceCamera,
  stream: StreamConfig,
  observer: SourceObserver,
  deps: SourceDeps,
): OwnedSource {
  const unmasked = asUnmasked(camera)
  const { streamId } = stream
  const { clock, log } = deps
  const timeline = new StreamTimeline()
  const capture = captureOf(unmasked, stream, timeline, deps)
  const source = new PassthroughSource({ camera: unmasked, streamId, capture, observer, clock, log })
  const wayOf = (of: SourceCamera, over: StreamConfig) => ({ ...wayTo(of, over), keepsDamaged: keepsDamaged(of.loss) })
  let way = wayOf(camera, stream)
  return {
    streamId,
    subscribe: (sink, from) => source.subscribe(sink, from),
    recapture: (newCamera, newStream) => {
      const still = asUnmasked(newCamera)
      const newWay = wayOf(newCamera, newStream)
      if (isDeepStrictEqual(way, newWay)) return
      way = newWay
      source.recapture(captureOf(still, newStream, timeline, deps))
    },
    close: reason => source.close(reason),
  }
}
