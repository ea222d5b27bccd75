import { isDeepStrictEqual } from 'node:util'
import { AppError, toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { SourceDeps } from '../picture/owned-source.ts'
import { CameraPublications } from './camera-publications.ts'
import { CameraRecording } from './camera-recording.ts'
import { CameraStreams } from './camera-streams.ts'
import { Endings } from './endings.ts'
import type { RecorderCamera } from './ipc.ts'
import { onceATurn } from './once-a-turn.ts'
import type { RecordingDeps } from './start-recording.ts'

export interface RunnerDeps extends SourceDeps, RecordingDeps {}

/** Runs one camera as configured: its picture sources, and who reads them, `picture -> record | live`. */
export class CameraRunner {
  readonly cameraId: string
  readonly #deps: RunnerDeps
  readonly #endings: Endings
  readonly #streams: CameraStreams
  readonly #recording: CameraRecording
  readonly #publications = new CameraPublications()
  #camera: RecorderCamera
  /** Why the camera must not run. */
  #refusal: AppError | null = null
  readonly #changed: () => void

  /** @param recordableFromMs see the order `cameras`; left out, from now on. */
  constructor(camera: RecorderCamera, deps: RunnerDeps, recordableFromMs?: number) {
    this.cameraId = camera.cameraId
    this.#camera = camera
    this.#deps = deps
    this.#changed = onceATurn(() => this.report())
    this.#endings = new Endings(this.cameraId, deps.log)
    this.#streams = new CameraStreams(deps, this.#endings, this.#changed)
    this.#recording = new CameraRecording(deps, this.#endings, this.#changed)
    this.#apply(recordableFromMs)
  }

  get isStreaming(): boolean {
    return this.#streams.isStreaming
  }

  /** Takes a new configuration; what is the same in it goes on undisturbed. */
  update(camera: RecorderCamera): void {
    const { configVersion: _, ...before } = this.#camera
    const { configVersion: __, ...after } = camera
    if (isDeepStrictEqual(before, after)) return
    this.#camera = camera
    this.#apply()
    this.#changed()
  }

  /** @throws AppError `resource.not-found`, `camera.masked-unsupported`, `live.unavailable`. */
  async publish(streamId: string, relayUrl: string, publishTicket: string): Promise<void> {
    if (this.#refusal) throw this.#refusal
    const source = this.#streams.source(streamId)
    if (!source) throw new AppError('resource.not-found', { detail: 'no such stream here' })
    const withAudio = this.#camera.recording.audio
    await this.#publications.publish({ source, relayUrl, publishTicket, withAudio, clock: this.#deps.clock })
  }

  hasStream(streamId: string): boolean {
    return this.#camera.streams.some(stream => stream.streamId === streamId)
  }

  report(): void {
    const { recording: isWriting, ownStartMs, openSegmentStartMs } = this.#recording.state()
    // Between two segments no file is open for some milliseconds; that is no pause of the recording.
    const isTurning = ownStartMs !== null && this.isStreaming && !this.#recording.isFaulty
    const recording = isWriting || isTurning
    const streams = this.#streams.status()
    this.#deps.send({ kind: 'camera-status', cameraId: this.cameraId, recording, openSegmentStartMs, streams })
  }

  /**
   * Resolves when nothing is open any more and every closed segment was told.
   * @param reason why the camera is taken away; null when it is the process that goes, so that viewers come back.
   */
  async stop(reason: string | null): Promise<void> {
    if (reason === null) this.#publications.goAway()
    this.#recording.stop()
    this.#streams.close(reason ?? 'service.unavailable')
    await this.#endings.settled()
  }

  /** Whatever is recorded only from this change of configuration on was off before. */
  #apply(recordableFromMs?: number): void {
    this.#refusal = null
    try {
      if (this.#camera.refusal) throw new AppError(this.#camera.refusal)
      this.#recording.leave(this.#camera)
      this.#streams.apply(this.#camera)
      this.#recording.apply(this.#camera, streamId => this.#streams.source(streamId), recordableFromMs)
    } catch (error) {
      this.#refuse(toAppError(error))
    }
  }

  #refuse(refusal: AppError): void {
    this.#refusal = refusal
    this.#deps.log.warn({ cameraId: this.cameraId, code: refusal.code }, 'camera does not run')
    this.#recording.stop()
    this.#streams.refuse(this.#camera, refusal.code)
    this.#changed()
  }
}
