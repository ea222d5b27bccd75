import type { CameraPacket } from '../media/packet.ts'
import type { AudioTrack, RunStart } from '../media/track.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { OffsetEstimator } from './offset-estimator.ts'
import type { AudioUnit, VideoConfig, VideoUnit } from './rtp/depacketizer.ts'
import type { ClockPoint } from './rtp/receiver.ts'
import type { RunCause, SourceEvents } from './source.ts'

export interface RunBuilderDeps {
  readonly clock: Clock
  readonly random: Random
  readonly events: SourceEvents
  readonly audio: AudioTrack | null
  readonly videoClock: () => ClockPoint | null
  readonly audioClock: () => ClockPoint | null
}

const videoRate = 90_000
const maxDriftMs = 500
/** Half of what viewers notice. */
const maxSkewMs = { 'sender-report': 80, arrival: 250 } as const
const maxLossGapMs = 1000
const maxForwardJumpMs = 5000
const maxBackwardJumpMs = 2000
/** Sender reports that disagree with arrival by more than this are not about the same clock. */
const maxReportDisagreementMs = 2000
/** A camera within this of our clock is taken to be set by NTP, and better informed about when it took the picture. */
const maxCameraClockErrorMs = 250
const arrivalUncertaintyMs = 250

interface AudioBase {
  readonly timestamp: number
  readonly source: 'sender-report' | 'arrival'
}

interface OpenRun {
  readonly config: VideoConfig
  readonly videoBase: number
  readonly offsetMs: number
  /** Wall minus monotonic at the start: changes only when somebody sets the clock. */
  readonly wallMinusMonotonicMs: number
  audioBase: AudioBase | null
  lastAudioPts: number
}

/** Joins the tracks of one connection to runs: one clock, one codec set-up, first a keyframe. */
export class RunBuilder {
  readonly #deps: RunBuilderDeps
  readonly #video = new OffsetEstimator()
  readonly #audio = new OffsetEstimator()
  #run: OpenRun | null = null
  #lastVideo: { mediaMs: number; arrivedAtMs: number } | null = null
  #lastAudioMediaMs: number | null = null
  #lastKeptMs = 0
  #restart: RunCause | null = 'connected'

  constructor(deps: RunBuilderDeps) {
    this.#deps = deps
  }

  video(unit: VideoUnit): void {
    const mediaMs = (unit.timestamp / videoRate) * 1000
    this.#noteJump(mediaMs, unit.arrivedAtMs)
    this.#lastVideo = { mediaMs, arrivedAtMs: unit.arrivedAtMs }
    this.#video.add(mediaMs, unit.arrivedAtMs)
    if (unit.keyframe) {
      const cause = this.#restart ?? this.#causeForNewRun(unit, mediaMs)
      if (cause !== null) this.#startRun(unit, mediaMs, cause)
    }
    const run = this.#run
    if (run === null || this.#restart !== null) return
    const pts = unit.timestamp - run.videoBase
    // Pictures shown before the keyframe they follow: only at the very start of a run, and nobody misses them there.
    if (pts < 0) return
    this.#lastKeptMs = mediaMs
    this.#emit('video', pts, unit.keyframe, unit.data, unit.arrivedAtMs)
  }

  audio(unit: AudioUnit): void {
    const track = this.#deps.audio
    if (track === null) return
    const mediaMs = (unit.timestamp / track.clockRate) * 1000
    if (this.#lastAudioMediaMs !== null && Math.abs(mediaMs - this.#lastAudioMediaMs) > maxForwardJumpMs) {
      this.#audio.reset()
      if (this.#run) this.#run.audioBase = null
    }
    this.#lastAudioMediaMs = mediaMs
    this.#audio.add(mediaMs + (unit.durationTicks / track.clockRate) * 1000, unit.arrivedAtMs)
    const run = this.#run
    if (run === null) return
    run.audioBase ??= this.#audioBase(track, run.videoBase)
    if (run.audioBase === null) return
    const pts = unit.timestamp - run.audioBase.timestamp
    if (pts < 0 || pts <= run.lastAudioPts) return
    run.lastAudioPts = pts
    this.#emit('audio', pts, true, unit.data, unit.arrivedAtMs)
  }

  #emit(kind: 'video' | 'audio', pts: number, keyframe: boolean, data: Uint8Array, arrivedAtMs: number): void {
    const packet: CameraPacket = { kind, pts, keyframe, chunks: [data], byteLength: data.length, arrivedAtMs }
    this.#deps.events.packet(packet)
  }

  /** After a jump nothing fits the open run's clock: wait for the keyframe that starts another. */
  #noteJump(mediaMs: number, arrivedAtMs: number): void {
    if (this.#lastVideo === null) return
    const step = mediaMs - this.#lastVideo.mediaMs
    const passed = arrivedAtMs - this.#lastVideo.arrivedAtMs
    if (step <= passed + maxForwardJumpMs && step >= -maxBackwardJumpMs) return
    this.#restart ??= 'timestamp-jump'
    this.#video.reset()
  }

  #causeForNewRun(unit: VideoUnit, mediaMs: number): RunCause | null {
    const run = this.#run
    if (run === null) return 'connected'
    if (unit.config !== run.config && !isSameConfig(unit.config, run.config)) return 'codec-changed'
    if (unit.afterLoss && mediaMs - this.#lastKeptMs > maxLossGapMs) return 'loss'
    const { clock } = this.#deps
    const step = clock.wallMs() - clock.monotonicMs() - run.wallMinusMonotonicMs
    if (Math.abs(step) > maxDriftMs) return 'clock-step'
    if (Math.abs((this.#video.offsetMs ?? run.offsetMs) - run.offsetMs) > maxDriftMs) return 'clock-drift'
    return this.#isSkewed(run) ? 'av-skew' : null
  }

  /** How far the audio's clock has moved against the video's since the run began. */
  #isSkewed(run: OpenRun): boolean {
    const track = this.#deps.audio
    if (track === null || run.audioBase === null) return false
    const wanted = this.#audioBase(track, run.videoBase)
    if (wanted === null) return false
    const skewMs = ((wanted.timestamp - run.audioBase.timestamp) / track.clockRate) * 1000
    return Math.abs(skewMs) > maxSkewMs[wanted.source]
  }

  #startRun(unit: VideoUnit, mediaMs: number, cause: RunCause): void {
    const { clock, random, audio } = this.#deps
    const offsetMs = this.#video.offsetMs ?? unit.arrivedAtMs - mediaMs
    const wallMinusMonotonicMs = clock.wallMs() - clock.monotonicMs()
    const startedAtMs = mediaMs + offsetMs
    const mapping = this.#wallMapping(unit.timestamp, startedAtMs + wallMinusMonotonicMs)
    this.#restart = null
    this.#run = {
      config: unit.config,
      videoBase: unit.timestamp,
      offsetMs,
      wallMinusMonotonicMs,
      audioBase: audio === null ? null : this.#audioBase(audio, unit.timestamp),
      lastAudioPts: -1,
    }
    const run: RunStart = {
      runId: random.uuid(clock.wallMs()),
      description: { video: { ...unit.config, clockRate: videoRate }, audio },
      ...mapping,
    }
    this.#deps.events.run(run, cause)
  }

  #wallMapping(timestamp: number, arrivalWallMs: number) {
    const point = this.#deps.videoClock()
    if (point !== null) {
      const cameraMs = point.ntpMs + ((timestamp - point.timestamp) / videoRate) * 1000
      const error = Math.abs(cameraMs - arrivalWallMs)
      if (error <= maxCameraClockErrorMs) {
        const clockUncertaintyMs = Math.max(20, Math.ceil(error))
        return { wallStartMs: cameraMs, clockUncertaintyMs, clockSource: 'sender-report' } as const
      }
    }
    return { wallStartMs: arrivalWallMs, clockUncertaintyMs: arrivalUncertaintyMs, clockSource: 'arrival' } as const
  }

  /** The audio timestamp of the instant at which the video's was `videoTimestamp`. */
  #audioBase(track: AudioTrack, videoTimestamp: number): AudioBase | null {
    const audioOffsetMs = this.#audio.offsetMs
    const videoOffsetMs = this.#video.offsetMs
    if (audioOffsetMs === null || videoOffsetMs === null) return null
    const monotonicMs = (videoTimestamp / videoRate) * 1000 + videoOffsetMs
    const byArrival = Math.round(((monotonicMs - audioOffsetMs) * track.clockRate) / 1000)
    const video = this.#deps.videoClock()
    const audio = this.#deps.audioClock()
    if (video !== null && audio !== null) {
      const ntpMs = video.ntpMs + ((videoTimestamp - video.timestamp) / videoRate) * 1000
      const byReport = Math.round(audio.timestamp + ((ntpMs - audio.ntpMs) * track.clockRate) / 1000)
      const disagreementMs = (Math.abs(byReport - byArrival) / track.clockRate) * 1000
      if (disagreementMs <= maxReportDisagreementMs) return { timestamp: byReport, source: 'sender-report' }
    }
    return { timestamp: byArrival, source: 'arrival' }
  }
}

function isSameConfig(a: VideoConfig, b: VideoConfig): boolean {
  return (
    a.codec === b.codec && a.codecString === b.codecString && Buffer.compare(a.decoderConfig, b.decoderConfig) === 0
  )
}
