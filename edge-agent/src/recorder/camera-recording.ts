import { isDeepStrictEqual } from 'node:util'
import type { PictureSource } from '../media/picture-source.ts'
import type { StreamRecorder } from '../record/stream-recorder-contract.ts'
import type { Endings } from './endings.ts'
import type { RecorderCamera } from './ipc.ts'
import { type RecordingDeps, startRecording } from './start-recording.ts'

interface Recording {
  readonly streamId: string
  readonly recorder: StreamRecorder
  readonly leave: () => void
  settings: RecorderCamera['recording']
}

/** The one recording of a camera: of its stream with the role `record`, while the configuration wants it. */
export class CameraRecording {
  readonly #deps: RecordingDeps
  readonly #endings: Endings
  readonly #changed: () => void
  #recording: Recording | null = null
  /** Recorders that were stopped and still have a file open; switched off and on again quickly there are several. */
  readonly #closing = new Set<StreamRecorder>()
  #isFaulty = false

  /** @param changed called when something worth reporting has changed. */
  constructor(deps: RecordingDeps, endings: Endings, changed: () => void) {
    this.#deps = deps
    this.#endings = endings
    this.#changed = changed
  }

  get isFaulty(): boolean {
    return this.#isFaulty
  }

  /**
   * `ownStartMs` is the start of what the recorder that is wanted now has open; `openSegmentStartMs` counts those that
   * are being stopped too, because each has a file open until its last `onClosed`.
   */
  state(): { recording: boolean; ownStartMs: number | null; openSegmentStartMs: number | null } {
    const own = this.#recording?.recorder.state()
    const ownStartMs = own?.openSegmentStartMs ?? null
    const starts = [...this.#closing].map(recorder => recorder.state().openSegmentStartMs)
    const open = [ownStartMs, ...starts].filter(start => start !== null)
    const openSegmentStartMs = open.length > 0 ? Math.min(...open) : null
    return { recording: own?.recording ?? false, ownStartMs, openSegmentStartMs }
  }

  /** Stops what this configuration does not want recorded; to be called before its stream is taken away. */
  leave(camera: RecorderCamera): void {
    if (this.#recording && this.#recording.streamId !== recordedStream(camera)) this.stop()
  }

  /**
   * Starts what this configuration wants recorded, or goes on with its settings.
   * @param recordableFromMs of a recording that starts: when the oldest picture for it was taken, wall ms; left out, now.
   */
  apply(camera: RecorderCamera, sourceOf: (streamId: string) => PictureSource | null, recordableFromMs?: number): void {
    const streamId = recordedStream(camera)
    if (streamId === null) return
    const source = sourceOf(streamId)
    if (this.#recording) this.#reconfigure(this.#recording, camera)
    else if (source) this.#start(camera, source, recordableFromMs)
  }

  stop(): void {
    const recording = this.#recording
    if (!recording) return
    const { recorder } = recording
    this.#recording = null
    this.#closing.add(recorder)
    recording.leave()
    this.#endings.add(recorder.stop().finally(() => this.#closing.delete(recorder)))
  }

  #start(camera: RecorderCamera, source: PictureSource, recordableFromMs: number | undefined): void {
    const recorder = startRecording(camera, source, this.#deps, what => {
      if (what !== 'closed') this.#isFaulty = what === 'failed'
      this.#changed()
    })
    const { streamId } = source
    // The source may have gone on while recording was switched off: of that time nothing may be stored.
    const from = recordableFromMs === undefined ? 'next-keyframe' : { takenFromMs: recordableFromMs }
    const leave = source.subscribe(recorder, from)
    this.#recording = { streamId, recorder, leave, settings: camera.recording }
  }

  #reconfigure(recording: Recording, { recording: settings, configVersion }: RecorderCamera): void {
    if (isDeepStrictEqual(recording.settings, settings)) return
    recording.settings = settings
    recording.recorder.reconfigure({ settings, configVersion })
  }
}

const recordedStream = ({ recording, streams }: RecorderCamera): string | null =>
  recording.mode === 'continuous' ? (streams.find(stream => stream.roles.includes('record'))?.streamId ?? null) : null
