import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { AudioTrack, RunStart } from '../media/track.ts'
import type { Random } from '../platform/random.ts'
import { type PacketUnit, packetOf } from './camera-packet.ts'
import { GroupStarts } from './group-starts.ts'
import { HeldStart } from './held-start.ts'
import type { AudioBase, Mapping, OpenRun } from './open-run.ts'
import { PictureTimes } from './picture-times.ts'
import type { AudioUnit, VideoUnit } from './rtp/depacketizer.ts'
import type { ClockPoint } from './rtp/receiver.ts'
import type { RunCause, SourceEvents } from './source.ts'
import { StreamTimeline } from './stream-timeline.ts'
import { TrackClock } from './track-clock.ts'
import { isSameConfig, videoRate, videoTrack } from './video-track.ts'

export interface RunBuilderDeps {
  readonly clock: Clock
  readonly random: Random
  readonly events: SourceEvents
  readonly audio: AudioTrack | null
  /** Of the stream: where the runs of its earlier connections lie. Left out, there were none. */
  readonly timeline?: StreamTimeline
  readonly videoClock: () => ClockPoint | null
  readonly audioClock: () => ClockPoint | null
  /** By how much what comes now may have been taken earlier than its arrival says, ms; left out, it may not. */
  readonly lateMs?: () => number
  /** The keyframe that came is of no use: before another one comes there is no run. */
  readonly wantsKeyframe?: () => void
}

/** What a run says of its pictures' time may come to be wrong by this before another one begins. */
const maxDriftMs = 250
/** Somebody set our clock: `StreamTimeline` judges likewise. */
const maxStepMs = 500
/** Half of what viewers notice; arrival is a coarser judge than the camera's own reports. */
const maxSkewMs = { 'sender-report': 80, arrival: 250 } as const
const maxLossGapMs = 1000
/** Sender reports that disagree with arrival by more than this are not about the same clock. */
const maxReportDisagreementMs = 2000
/** A camera within this of our clock is taken to be set by NTP, and better informed about when it took the picture. */
const maxCameraClockErrorMs = 250
const arrivalUncertaintyMs = 250
/** However well the camera's clock agrees: arrival, by which it is judged, is not more exact. */
const leastUncertaintyMs = 50
/** Moving a run back by less than this is worth a new one only now and then: all-intra streams can move by a little. */
const minBackMs = 250
const rarelyMs = 10_000

/** Joins the tracks of one connection to runs: one clock, one codec set-up, first a keyframe. */
export class RunBuilder {
  readonly #deps: RunBuilderDeps
  readonly #video: TrackClock
  readonly #audio: TrackClock
  readonly #timeline: StreamTimeline
  #run: OpenRun | null = null
  #lastKeptMs = 0
  readonly #groups = new GroupStarts()
  #held: HeldStart | null = null
  /** What the next keyframe starts a new run for, whatever else it finds. */
  #pending: RunCause | null = 'connected'

  constructor(deps: RunBuilderDeps) {
    this.#deps = deps
    this.#timeline = deps.timeline ?? new StreamTimeline()
    this.#video = new TrackClock(videoRate, deps.videoClock)
    this.#audio = new TrackClock(deps.audio?.clockRate ?? videoRate, deps.audioClock)
  }

  video(unit: VideoUnit): void {
    const { ticks, hasJumped } = this.#video.unit(unit.timestamp, 0, unit.arrivedAtMs, HeldStart.orderOf(unit))
    if (this.#held !== null && ticks < this.#held.ticks && !unit.keyframe) {
      this.#lead(unit, ticks, this.#held)
      return
    }
    this.#beginHeld()
    if (hasJumped) this.#pending ??= 'timestamp-jump'
    const keyframe = unit.keyframe && this.#startsGroup(unit, ticks)
    if (keyframe) {
      const cause = this.#pending ?? this.#causeForNewRun(unit, ticks)
      if (cause !== null && this.#isHandedOut(unit, ticks)) this.#deps.wantsKeyframe?.()
      else if (cause !== null && !this.#timeline.budget.take(unit.arrivedAtMs)) this.#doWithout(cause)
      else if (cause !== null && this.#mayBeLed(unit, ticks)) {
        this.#held = new HeldStart(unit, ticks, cause)
        return
      } else if (cause !== null) this.#startRun(unit, ticks, cause)
    }
    this.#picture(unit, ticks, keyframe)
  }

  audio(unit: AudioUnit): void {
    if (this.#deps.audio === null) return
    const { ticks } = this.#audio.unit(unit.timestamp, unit.durationTicks, unit.arrivedAtMs, 'free')
    this.#sound(unit, ticks)
  }

  /** No more comes: what is held goes out. */
  end(): void {
    this.#beginHeld()
  }

  #picture(unit: VideoUnit, ticks: number, keyframe: boolean): void {
    const run = this.#run
    if (run === null) return
    let pts = ticks - run.videoBase
    // Pictures shown before the keyframe they follow, at the start of a connection: what they refer to never came.
    if (pts < 0) return
    // Two pictures cannot be shown at once, whatever the camera says.
    if (pts === run.lastVideoPts) pts++
    run.lastVideoPts = pts
    this.#lastKeptMs = this.#video.toMs(ticks)
    run.pictures.add(pts)
    const endMs = run.wallStartMs + this.#video.toMs(run.pictures.end)
    this.#timeline.picture(run.wallStartMs + this.#video.toMs(pts), endMs, keyframe)
    this.#timeline.handedOut.add(this.#takenMs(unit, ticks), keyframe ? unit.data : null)
    this.#emit('video', pts, keyframe, unit)
  }

  #sound(unit: AudioUnit, ticks: number): void {
    const run = this.#run
    if (run === null) return
    run.audioBase ??= this.#audioBase(run.videoBase)
    if (run.audioBase === null) return
    const pts = ticks - run.audioBase.ticks
    const held = this.#held
    if (held?.takesSound(unit, ticks, this.#audio.toMs(pts) - this.#video.toMs(held.ticks - run.videoBase))) return
    // Sound from before the keyframe, or once more.
    if (pts < 0 || pts <= run.lastAudioPts) return
    run.lastAudioPts = pts
    this.#emit('audio', pts, true, unit)
  }

  /** No run may begin yet. The one under way goes on, unless its pictures are of another kind: then nothing does. */
  #doWithout(cause: RunCause): void {
    if (this.#run === null || cause !== 'codec-changed') return
    this.#run = null
    this.#pending = cause
  }

  /** Whether pictures that belong to the run under way may follow the keyframe that is to end it. */
  #mayBeLed(unit: VideoUnit, ticks: number): boolean {
    const config = this.#run?.config
    const goesOn = config !== undefined && isSameConfig(unit.config, config) && this.#seamMs(unit, ticks) !== null
    return goesOn && HeldStart.isNeeded(unit)
  }

  /** A picture shown before the keyframe that is held. */
  #lead(unit: VideoUnit, ticks: number, held: HeldStart): void {
    const lent = held.lend()
    if (lent !== null) this.#emit('video', held.ticks - this.#run!.videoBase, false, lent)
    this.#picture(unit, ticks, false)
  }

  #beginHeld(): void {
    const held = this.#held
    if (held === null) return
    this.#held = null
    const { unit, ticks, cause, sound } = held
    const isTooOld = (this.#awaitedSinceMs ?? Number.NEGATIVE_INFINITY) > unit.arrivedAtMs
    if (!isTooOld) this.#startRun(unit, ticks, cause)
    else this.#pending = cause
    // Somebody came for whom all of a new run is new: this keyframe is not, so the run begins with the next one.
    if (!isTooOld || held.lend() !== null) this.#picture(unit, ticks, !isTooOld)
    for (const each of sound) this.#sound(each.unit, each.ticks)
  }

  #emit(kind: 'video' | 'audio', pts: number, keyframe: boolean, unit: PacketUnit): void {
    this.#deps.events.packet(packetOf(kind, pts, keyframe, unit))
  }

  #startsGroup(unit: VideoUnit, ticks: number): boolean {
    return this.#groups.begins(unit, this.#video.toMs(ticks), this.#pending !== null || this.#awaitedSinceMs !== null)
  }

  get #awaitedSinceMs(): number | null {
    return this.#deps.events.awaitedSinceMs?.() ?? null
  }

  #causeForNewRun(unit: VideoUnit, ticks: number): RunCause | null {
    const run = this.#run
    if (run === null) return 'connected'
    if (unit.config !== run.config && !isSameConfig(unit.config, run.config)) return 'codec-changed'
    if (unit.afterLoss && this.#video.toMs(ticks) - this.#lastKeptMs > maxLossGapMs) return 'loss'
    const { clock } = this.#deps
    const wallMinusMonotonicMs = clock.wallMs() - clock.monotonicMs()
    if (Math.abs(wallMinusMonotonicMs - run.wallMinusMonotonicMs) > maxStepMs) return 'clock-step'
    if (run.storedMs > this.#lateMs || this.#hasDrifted(run, unit, ticks, wallMinusMonotonicMs)) return 'clock-drift'
    return this.#isSkewed(run) ? 'av-skew' : null
  }

  /** Whether the run says another time than arrival does, and a new one could say a better. */
  #hasDrifted(run: OpenRun, unit: VideoUnit, ticks: number, wallMinusMonotonicMs: number): boolean {
    const { offsetMs } = this.#video
    if (offsetMs === null) return false
    const mediaMs = this.#video.toMs(ticks - run.videoBase)
    const saidMs = run.wallStartMs + mediaMs
    const driftMs = this.#video.toMs(ticks) + offsetMs + wallMinusMonotonicMs - run.biasMs - saidMs
    if (Math.abs(driftMs) <= maxDriftMs) return false
    if (driftMs > 0) return true
    const backMs = saidMs - this.#mapping(unit, ticks).wallStartMs
    return backMs >= minBackMs || (backMs > 0 && mediaMs >= rarelyMs)
  }

  /** Whether the audio's clock has moved against the video's since the run began. */
  #isSkewed(run: OpenRun): boolean {
    const wanted = run.audioBase === null ? null : this.#audioBase(run.videoBase)
    if (wanted === null || run.audioBase === null) return false
    return Math.abs(this.#audio.toMs(wanted.ticks - run.audioBase.ticks)) > maxSkewMs[wanted.source]
  }

  /** By arrival, monotonic ms. */
  #takenMs(unit: VideoUnit, ticks: number): number {
    const mediaMs = this.#video.toMs(ticks)
    return mediaMs + (this.#video.offsetMs ?? unit.arrivedAtMs - mediaMs)
  }

  get #lateMs(): number {
    return this.#deps.lateMs?.() ?? 0
  }

  /** Whether the camera begins this connection with pictures that came over the one before. */
  #isHandedOut(unit: VideoUnit, ticks: number): boolean {
    return this.#run === null && this.#timeline.handedOut.has(this.#takenMs(unit, ticks), unit.data, this.#lateMs)
  }

  #startRun(unit: VideoUnit, ticks: number, cause: RunCause): void {
    const { clock, random, audio } = this.#deps
    const mapping = this.#mapping(unit, ticks)
    const { wallStartMs, wallMinusMonotonicMs } = mapping
    this.#pending = null
    this.#timeline.begin(wallStartMs, wallMinusMonotonicMs)
    this.#run = {
      ...mapping,
      config: unit.config,
      videoBase: ticks,
      audioBase: this.#audioBase(ticks),
      lastVideoPts: -1,
      lastAudioPts: -1,
      pictures: new PictureTimes(Math.round(videoRate / (unit.config.frameRate || 25))),
    }
    const run: RunStart = {
      runId: random.uuid(clock.wallMs()),
      description: { video: videoTrack(unit.config), audio },
      wallStartMs,
      isSeamless: mapping.isSeamless,
      clockUncertaintyMs: mapping.clockUncertaintyMs,
      clockSource: mapping.clockSource,
    }
    this.#deps.events.run(run, cause)
  }

  /** Where a run that begins with this picture lies. */
  #mapping(unit: VideoUnit, ticks: number): Mapping {
    const { clock } = this.#deps
    const wallMinusMonotonicMs = clock.wallMs() - clock.monotonicMs()
    const arrivalMs = this.#takenMs(unit, ticks) + wallMinusMonotonicMs
    const cameraMs = this.#video.cameraMs(ticks)
    const errorMs = cameraMs === null ? Number.POSITIVE_INFINITY : Math.abs(cameraMs - arrivalMs)
    const isBelieved = cameraMs !== null && errorMs <= maxCameraClockErrorMs
    const wantedMs = isBelieved ? cameraMs : arrivalMs
    // Whoever comes anew may have left before: what he has of the run before keeps its end.
    const seamMs = this.#awaitedSinceMs === null ? this.#seamMs(unit, ticks) : null
    const placement = this.#timeline.place(wantedMs, seamMs, wallMinusMonotonicMs)
    const storedMs = isBelieved ? 0 : this.#lateMs
    const startUncertaintyMs = isBelieved ? leastUncertaintyMs + errorMs : arrivalUncertaintyMs + this.#video.excessMs
    return {
      ...placement,
      wallMinusMonotonicMs,
      biasMs: arrivalMs - wantedMs,
      storedMs,
      clockUncertaintyMs: Math.ceil(startUncertaintyMs + maxDriftMs + placement.lateMs + storedMs),
      clockSource: isBelieved ? 'sender-report' : 'arrival',
    }
  }

  /** When this picture was taken by the run before; null where pictures are missing before it. */
  #seamMs(unit: VideoUnit, ticks: number): number | null {
    const run = this.#run
    if (run === null || unit.afterLoss) return null
    const pts = ticks - run.videoBase
    const isNext = this.#video.toMs(pts - run.pictures.end) <= maxLossGapMs
    return isNext ? run.wallStartMs + this.#video.toMs(pts) : null
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
