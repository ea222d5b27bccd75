import { isDeepStrictEqual } from 'node:util'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { StreamConfig } from '@nightjar/shared/protocol/config/streams.ts'
import type { LockoutRegistry } from '../camera-access/lockout.ts'
import type { CaptureDeps } from '../capture/open-connection.ts'
import type { Publication } from '../live/publisher.ts'
import { PassthroughSource } from '../picture/passthrough.ts'
import { asUnmasked, type Unmasked } from '../picture/unmasked.ts'
import type { Disk } from '../platform/disk.ts'
import type { Log } from '../platform/log.ts'
import { createStreamRecorder } from '../record/stream-recorder.ts'
import type { StreamRecorder } from '../record/stream-recorder-contract.ts'
import type { SyncGroup } from '../record/sync-group.ts'
import { captureOf } from './capture-of.ts'
import type { FromRecorder, RecorderCamera } from './ipc.ts'
import { StreamFigures } from './stream-figures.ts'

export interface RunnerDeps extends CaptureDeps {
  readonly lockouts: LockoutRegistry
  readonly disk: Disk
  readonly syncGroup: SyncGroup
  readonly segmentsDir: string
  readonly log: Log
  readonly send: (message: FromRecorder) => void
}

interface Stream {
  config: StreamConfig
  readonly source: PassthroughSource
  readonly figures: StreamFigures
}

interface Recording {
  readonly streamId: string
  readonly recorder: StreamRecorder
  readonly leave: () => void
}

/** Runs one camera as configured: `capture -> picture -> record | live`. */
export class CameraRunner {
  readonly cameraId: string
  readonly #deps: RunnerDeps
  #camera: RecorderCamera
  #streams = new Map<string, Stream>()
  /** Streams of a camera that must not run, for the status only. */
  #refused: StreamFigures[] = []
  #recording: Recording | null = null
  #closing: StreamRecorder | null = null
  readonly #publications = new Set<Publication>()
  /** What is being stopped; the process waits for it. */
  readonly #endings = new Set<Promise<unknown>>()
  #isReportDue = false
  #isFaulty = false

  constructor(camera: RecorderCamera, deps: RunnerDeps) {
    this.cameraId = camera.cameraId
    this.#camera = camera
    this.#deps = deps
    this.#apply()
  }

  get isStreaming(): boolean {
    return [...this.#streams.values()].some(stream => stream.figures.isStreaming)
  }

  /** Takes a new configuration; what is the same in it goes on undisturbed. */
  update(camera: RecorderCamera): void {
    const { configVersion: _, ...before } = this.#camera
    const { configVersion: __, ...after } = camera
    if (isDeepStrictEqual(before, after)) return
    this.#camera = camera
    this.#apply(before)
    this.#changed()
  }

  /** @throws AppError `resource.not-found`, `camera.masked-unsupported`, `live.unavailable`. */
  async publish(streamId: string, relayUrl: string, publishTicket: string): Promise<void> {
    asUnmasked(this.#camera)
    const stream = this.#streams.get(streamId)
    if (!stream) throw new AppError('resource.not-found', { detail: 'no such stream here' })
    // Loaded with the first viewer: most recorders have none most of the time.
    const { publishStream } = await import('../live/publisher.ts')
    const { clock } = this.#deps
    const withAudio = this.#camera.recording.audio
    const publication = await publishStream({ source: stream.source, relayUrl, publishTicket, withAudio, clock })
    this.#publications.add(publication)
    void publication.over.then(() => this.#publications.delete(publication))
  }

  hasStream(streamId: string): boolean {
    return this.#camera.streams.some(stream => stream.streamId === streamId)
  }

  report(): void {
    // A recorder that is being stopped still has a file open until its last `onClosed`.
    const state = (this.#recording?.recorder ?? this.#closing)?.state()
    const openSegmentStartMs = state?.openSegmentStartMs ?? null
    // Between two segments no file is open for some milliseconds; that is no pause of the recording.
    const isTurning = openSegmentStartMs !== null && this.isStreaming && !this.#isFaulty
    const figures = [...this.#refused, ...[...this.#streams.values()].map(stream => stream.figures)]
    this.#deps.send({
      kind: 'camera-status',
      cameraId: this.cameraId,
      recording: state?.recording || isTurning,
      openSegmentStartMs,
      streams: figures.map(stream => stream.status()),
    })
  }

  /**
   * Resolves when nothing is open any more and every closed segment was told.
   * @param reason why the camera is taken away; null when it is the process that goes, so that viewers come back.
   */
  async stop(reason: string | null): Promise<void> {
    if (reason === null) for (const publication of this.#publications) publication.stop()
    this.#stopRecording()
    for (const streamId of [...this.#streams.keys()]) this.#dropStream(streamId, reason ?? 'service.unavailable')
    await Promise.all(this.#endings)
  }

  #apply(before?: Omit<RecorderCamera, 'configVersion'>): void {
    this.#refused = []
    try {
      this.#applyUnmasked(asUnmasked(this.#camera), before)
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'service.internal'
      this.#deps.log.warn({ cameraId: this.cameraId, code }, 'camera does not run')
      void this.stop(code)
      this.#refused = this.#camera.streams.map(stream => {
        const figures = new StreamFigures(stream.streamId, this.#deps.clock, () => {})
        figures.refused(code)
        return figures
      })
      this.#changed()
    }
  }

  #applyUnmasked(camera: Unmasked<RecorderCamera>, before?: Omit<RecorderCamera, 'configVersion'>): void {
    const wanted = camera.recording.mode === 'continuous' ? recordedStream(camera) : null
    if (this.#recording && this.#recording.streamId !== wanted) this.#stopRecording()
    for (const streamId of [...this.#streams.keys()]) {
      if (!this.hasStream(streamId)) this.#dropStream(streamId, 'resource.not-found')
    }
    const isOtherUser = before !== undefined && !isDeepStrictEqual(before.credentials, camera.credentials)
    for (const config of camera.streams) this.#applyStream(camera, config, isOtherUser)
    if (wanted === null) return
    if (this.#recording === null) this.#startRecording(wanted)
    else if (!isDeepStrictEqual(before?.recording, camera.recording)) {
      this.#recording.recorder.reconfigure({ settings: camera.recording, configVersion: camera.configVersion })
    }
  }

  #applyStream(camera: Unmasked<RecorderCamera>, config: StreamConfig, isOtherUser: boolean): void {
    const stream = this.#streams.get(config.streamId)
    const capture = captureOf(config, camera.credentials, this.#deps)
    if (stream) {
      const isMoved = stream.config.url !== config.url || stream.config.transport !== config.transport
      stream.config = config
      if (isMoved || isOtherUser) stream.source.recapture(capture)
      return
    }
    const { clock, log } = this.#deps
    const { streamId } = config
    const figures = new StreamFigures(streamId, clock, () => this.#changed())
    const source = new PassthroughSource({ camera, streamId, capture, observer: figures, clock, log })
    this.#streams.set(streamId, { config, source, figures })
  }

  #startRecording(streamId: string): void {
    const stream = this.#streams.get(streamId)
    if (!stream) return
    const { deps, camera } = { deps: this.#deps, camera: this.#camera }
    const recorder = createStreamRecorder({
      cameraId: this.cameraId,
      streamId,
      role: 'record',
      settings: camera.recording,
      configVersion: camera.configVersion,
      mask: null,
      segmentsDir: deps.segmentsDir,
      disk: deps.disk,
      clock: deps.clock,
      random: deps.random,
      syncGroup: deps.syncGroup,
      onOpened: () => {
        this.#isFaulty = false
        this.#changed()
      },
      onClosed: segment => {
        deps.send({ kind: 'segment-closed', segment })
        this.#changed()
      },
      onFault: fault => {
        this.#isFaulty = true
        deps.log.error({ cameraId: this.cameraId, cause: fault.cause }, 'recording fails')
        deps.send({ kind: 'disk-fault', cameraId: this.cameraId, fromMs: fault.fromMs, cause: fault.cause })
        this.#changed()
      },
    })
    this.#recording = { streamId, recorder, leave: stream.source.subscribe(recorder) }
  }

  #stopRecording(): void {
    const recording = this.#recording
    if (!recording) return
    this.#recording = null
    this.#closing = recording.recorder
    recording.leave()
    const stopped = recording.recorder.stop().finally(() => {
      if (this.#closing === recording.recorder) this.#closing = null
    })
    this.#await(stopped)
  }

  #dropStream(streamId: string, reason: string): void {
    const stream = this.#streams.get(streamId)
    this.#streams.delete(streamId)
    if (stream) this.#await(stream.source.close(reason))
  }

  #await(ending: Promise<unknown>): void {
    const settled = ending
      .catch(error => this.#deps.log.error({ cameraId: this.cameraId, err: error }, 'a part did not stop cleanly'))
      .finally(() => this.#endings.delete(settled))
    this.#endings.add(settled)
  }

  /** One report for all that changes in one turn of the event loop. */
  #changed(): void {
    if (this.#isReportDue) return
    this.#isReportDue = true
    queueMicrotask(() => {
      this.#isReportDue = false
      this.report()
    })
  }
}

const recordedStream = (camera: RecorderCamera): string | null =>
  camera.streams.find(stream => stream.roles.includes('record'))?.streamId ?? null
