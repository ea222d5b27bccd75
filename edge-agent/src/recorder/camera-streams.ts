import type { StreamStatus } from '@nightjar/shared/domain/camera.ts'
import type { PictureSource } from '../media/picture-source.ts'
import { openSource } from '../picture/open-source.ts'
import type { OwnedSource, SourceDeps } from '../picture/owned-source.ts'
import type { Endings } from './endings.ts'
import type { RecorderCamera } from './ipc.ts'
import { StreamFigures } from './stream-figures.ts'

interface Stream {
  readonly source: OwnedSource
  readonly figures: StreamFigures
}

/** The picture sources of one camera, by stream, and what is known of each. */
export class CameraStreams {
  readonly #deps: SourceDeps
  readonly #endings: Endings
  readonly #changed: () => void
  #streams = new Map<string, Stream>()
  /** Streams of a camera that must not run, for the status only. */
  #refused: StreamFigures[] = []

  /** @param changed called when something worth reporting has changed. */
  constructor(deps: SourceDeps, endings: Endings, changed: () => void) {
    this.#deps = deps
    this.#endings = endings
    this.#changed = changed
  }

  get isStreaming(): boolean {
    return [...this.#streams.values()].some(stream => stream.figures.isStreaming)
  }

  source(streamId: string): PictureSource | null {
    return this.#streams.get(streamId)?.source ?? null
  }

  /** @throws AppError of {@link openSource}; the streams must then be refused. */
  apply(camera: RecorderCamera): void {
    this.#refused = []
    for (const config of camera.streams) {
      const stream = this.#streams.get(config.streamId)
      if (stream) stream.source.recapture(camera, config)
      else {
        const figures = new StreamFigures(config.streamId, this.#deps.clock, this.#changed)
        this.#streams.set(config.streamId, { source: openSource(camera, config, figures, this.#deps), figures })
      }
    }
    const wanted = new Set(camera.streams.map(stream => stream.streamId))
    for (const streamId of [...this.#streams.keys()])
      if (!wanted.has(streamId)) this.#drop(streamId, 'resource.not-found')
  }

  /** The camera does not run and will not, for this reason. */
  refuse(camera: RecorderCamera, reason: string): void {
    this.close(reason)
    this.#refused = camera.streams.map(stream => {
      const figures = new StreamFigures(stream.streamId, this.#deps.clock, () => {})
      figures.refused(reason)
      return figures
    })
  }

  close(reason: string): void {
    for (const streamId of [...this.#streams.keys()]) this.#drop(streamId, reason)
  }

  status(): StreamStatus[] {
    const figures = [...this.#refused, ...[...this.#streams.values()].map(stream => stream.figures)]
    return figures.map(stream => stream.status())
  }

  #drop(streamId: string, reason: string): void {
    const stream = this.#streams.get(streamId)
    this.#streams.delete(streamId)
    if (stream) this.#endings.add(stream.source.close(reason))
  }
}
