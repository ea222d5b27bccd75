import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { AudioTrack, RunStart, VideoTrack } from '../media/track.ts'
import type { Random } from '../platform/random.ts'
import { cameraPacket } from './camera-packet.ts'
import type { AudioUnit, VideoConfig, VideoUnit } from './rtp/depacketizer.ts'
import type { ClockPoint } from './rtp/receiver.ts'
import type { RunCause, SourceEvents } from './source.ts'
import { TrackClock } from './track-clock.ts'

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
/** Half of what viewers notice; arrival is a coarser judge than the camera's own reports. */
const maxSkewMs = { 'sender-report': 80, arrival: 250 } as const
const maxLossGapMs = 1000
/** Sixteen reordered pictures at fifteen a second. */
const maxReorderMs = 1100
const maxAudioBackwardMs = 250
/** Sender reports that disagree with arrival by more than this are not about the same clock. */
const maxReportDisagreementMs = 2000
/** A camera within this of our clock is taken to be set by NTP, and better informed about when it took the picture. */
const maxCameraClockErrorMs = 250
const arrivalUncertaintyMs = 250

interface AudioBase {
  readonly ticks: number
  readonly source: 'sender-report' | 'arrival'
}

interface OpenRun {
  readonly config: VideoConfig
  readonly videoBase: number
  readonly offsetMs: number
  readonly wallStartMs: number
  /** Wall minus monotonic at the start: changes only when somebody sets the clock. */
  readonly wallMinusMonotonicMs: number
  audioBase: AudioBase | null
  lastVideoPts: number
  lastAudioPts: number
}

/** Joins the tracks of one connection to runs: one clock, one codec set-up, first a keyframe. */
export class RunBuilder {
  readonly #deps: RunBuilderDeps
  readonly #video: TrackClock
  readonly #audio: TrackClock
  #run: OpenRun | null = null
  #lastKeptMs = 0
  /** What the next keyframe starts a new run for, whatever else it finds. */
  #pending: RunCause | null = 'connected'

  constructor(deps: RunBuilderDeps) {
    this.#deps = deps
    this.#video = new TrackClock(videoRate, deps.videoClock)
    this.#audio = new TrackClock(deps.audio?.clockRate ?? videoRate, deps.audioClock)
  }

  video(unit: VideoUnit): void {
    const backwardMs = unit.config.reorders && !unit.keyframe ? maxReorderMs : 0
    const { ticks, hasJumped } = this.#video.unit(unit.timestamp, 0, unit.arrivedAtMs, backwardMs)
    if (hasJumped) this.#pending ??= 'timestamp-jump'
    if (unit.keyframe) {
      const cause = this.#pending ?? this.#causeForNewRun(unit, ticks)
      if (cause !== null) this.#startRun(unit, ticks, cause)
    }
    const run = this.#run
    if (run === null) return
    let pts = ticks - run.videoBase
    // Pictures shown before the keyframe they follow: only at the very start of a run, and nobody misses them there.
    if (pts < 0) return
    // Two pictures cannot be shown at once, whatever the camera says.
    if (pts === run.lastVideoPts) pts++
    run.lastVideoPts = pts
    this.#lastKeptMs = this.#video.toMs(ticks)
    this.#emit('video', pts, unit.keyframe, unit)
  }

  audio(unit: AudioUnit): void {
    if (this.#deps.audio === null) return
    const { ticks } = this.#audio.unit(unit.timestamp, unit.durationTicks, unit.arrivedAtMs, maxAudioBackwardMs)
    const run = this.#run
    if (run === null) return
    run.audioBase ??= this.#audioBase(run.videoBase)
    if (run.audioBase === null) return
    const pts = ticks - run.audioBase.ticks
    // Sound from before the keyframe, or once more.
    if (pts < 0 || pts <= run.lastAudioPts) return
    run.lastAudioPts = pts
    this.#emit('audio', pts, true, unit)
  }

  #emit(
    kind: 'video' | 'audio',
    pts: number,
    keyframe: boolean,
    unit: Pick<VideoUnit, 'data' | 'lease' | 'arrivedAtMs'> & { readonly damaged?: boolean },
  ): void {
    const { data, lease, arrivedAtMs } = unit
    const fields = { kind, pts, keyframe, chunks: [data], byteLength: data.length, arrivedAtMs, lease }
    this.#deps.events.packet(cameraPacket(unit.damaged ? { ...fields, damaged: true } : fields))
  }

  #causeForNewRun(unit: VideoUnit, ticks: number): RunCause | null {
    const run = this.#run
    if (run === null) return 'connected'
    if (unit.config !== run.config && !isSameConfig(unit.config, run.config)) return 'codec-changed'
    if (unit.afterLoss && this.#video.toMs(ticks) - this.#lastKeptMs > maxLossGapMs) return 'loss'
    const { clock } = this.#deps
    const step = clock.wallMs() - clock.monotonicMs() - run.wallMinusMonotonicMs
    if (Math.abs(step) > maxDriftMs) return 'clock-step'
    if (Math.abs((this.#video.offsetMs ?? run.offsetMs) - run.offsetMs) > maxDriftMs) return 'clock-drift'
    return this.#isSkewed(run) ? 'av-skew' : null
  }

  /** Whether the audio's clock has moved against the video's since the run began. */
  #isSkewed(run: OpenRun): boolean {
    const wanted = run.audioBase === null ? null : this.#audioBase(run.videoBase)
    if (wanted === null || run.audioBase === null) return false
    return Math.abs(this.#audio.toMs(wanted.ticks - run.audioBase.ticks)) > maxSkewMs[wanted.source]
  }

  #startRun(unit: VideoUnit, ticks: number, cause: RunCause): void {
    const { clock, random, audio } = this.#deps
    const offsetMs = this.#video.offsetMs ?? unit.arrivedAtMs - this.#video.toMs(ticks)
    const wallMinusMonotonicMs = clock.wallMs() - clock.monotonicMs()
    const mapping = this.#wallMapping(ticks, this.#video.toMs(ticks) + offsetMs + wallMinusMonotonicMs)
    this.#pending = null
    this.#run = {
      config: unit.config,
      videoBase: ticks,
      offsetMs,
      wallStartMs: mapping.wallStartMs,
      wallMinusMonotonicMs,
      audioBase: this.#audioBase(ticks),
      lastVideoPts: -1,
      lastAudioPts: -1,
    }
    const run: RunStart = {
      runId: random.uuid(clock.wallMs()),
      description: { video: videoTrack(unit.config), audio },
      ...mapping,
    }
    this.#deps.events.run(run, cause)
  }

  #wallMapping(ticks: number, arrivalWallMs: number) {
    const cameraMs = this.#video.cameraMs(ticks)
    const errorMs = cameraMs === null ? Number.POSITIVE_INFINITY : Math.abs(cameraMs - arrivalWallMs)
    if (cameraMs !== null && errorMs <= maxCameraClockErrorMs) {
      const clockUncertaintyMs = Math.max(20, Math.ceil(errorMs))
      const wallStartMs = this.#notBeforeLast(cameraMs)
      return { wallStartMs, clockUncertaintyMs, clockSource: 'sender-report' } as const
    }
    return { wallStartMs: arrivalWallMs, clockUncertaintyMs: arrivalUncertaintyMs, clockSource: 'arrival' } as const
  }

  /** The better clock may put this run a little before the end of the one that was placed by arrival: no overlap. */
  #notBeforeLast(wallMs: number): number {
    if (this.#run === null) return wallMs
    const endMs = this.#run.wallStartMs + this.#video.toMs(this.#run.lastVideoPts + 1)
    return endMs > wallMs && endMs - wallMs <= 2 * maxCameraClockErrorMs ? endMs : wallMs
  }

  /** The audio's timestamp at the instant at which the video's was `videoTicks`. */
  #audioBase(videoTicks: number): AudioBase | null {
    const { offsetMs } = this.#video
    if (offsetMs === null) return null
    const byArrival = this.#audio.ticksAtMonotonicMs(this.#video.toMs(videoTicks) + offsetMs)
    if (byArrival === null) return null
    const cameraMs = this.#video.cameraMs(videoTicks)
    const byReport = cameraMs === null ? null : this.#audio.ticksAtCameraMs(cameraMs)
    if (byReport !== null && this.#audio.toMs(Math.abs(byReport - byArrival)) <= maxReportDisagreementMs) {
      return { ticks: Math.round(byReport), source: 'sender-report' }
    }
    return { ticks: Math.round(byArrival), source: 'arrival' }
  }
}

function videoTrack({ reorders: _, ...fields }: VideoConfig): VideoTrack {
  return { ...fields, clockRate: videoRate }
}

function isSameConfig(a: VideoConfig, b: VideoConfig): boolean {
  return (
    a.codec === b.codec && a.codecString === b.codecString && Buffer.compare(a.decoderConfig, b.decoderConfig) === 0
  )
}
