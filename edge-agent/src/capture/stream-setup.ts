import type { Transport } from '@nightjar/shared/domain/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { ErrorCode } from '@nightjar/shared/errors/codes.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { Received } from './first-picture.ts'
import { offeredFeedback } from './offered-feedback.ts'
import type { VideoDepacketizer, VideoUnit } from './rtp/depacketizer.ts'
import type { LossPolicy } from './rtp/picture-chain.ts'
import { RtpReceiver } from './rtp/receiver.ts'
import type { ChosenMedia } from './rtsp/media-choice.ts'
import type { RtspSession } from './rtsp/session.ts'
import { RunBuilder } from './run-builder.ts'
import type { SourceEvents } from './source.ts'
import { StartHold } from './start-hold.ts'
import type { StreamTimeline } from './stream-timeline.ts'
import { type AudioReception, audioReception, videoDepacketizer } from './tracks.ts'

/** How often it is looked whether the first picture is whole though nothing follows it, ms. */
const firstLookMs = 50

export interface StreamSetup {
  readonly clock: Clock
  readonly random: Random
  readonly session: RtspSession
  /** Asked for in this order. */
  readonly transports: readonly Transport[]
  readonly events: SourceEvents
  readonly timeline: StreamTimeline
  /** Nothing is handed out once it has aborted. */
  readonly signal: AbortSignal
  /** Called for every whole picture, also for those that no run has use for. */
  readonly onPicture: (arrivedAtMs: number) => void
  readonly lossPolicy: LossPolicy
}

export interface ReceivedStream {
  readonly video: RtpReceiver
  /** What has come so far, for whoever waits for the first picture. */
  received(): Received
  /** Hands out what is still held, in case the connection ends so soon. */
  end(): void
}

/** Sets the chosen tracks up and joins what they receive to runs. */
export async function setUpStream(
  setup: StreamSetup,
  chosen: { video: ChosenMedia; audio: ChosenMedia | null },
): Promise<ReceivedStream> {
  const { session, transports, signal } = setup
  const ownSsrc = Math.floor(setup.random.fraction() * 2 ** 32)
  let builder: RunBuilder | null = null
  let hold: StartHold | null = null
  let hasPicture = false
  let pictures: VideoDepacketizer | null = null as VideoDepacketizer | null
  const receivers: { video: RtpReceiver | null; audio: RtpReceiver | null } = { video: null, audio: null }

  const makeVideo = (over: Transport) => {
    let isDamaged = false
    const onUnit = (unit: VideoUnit) => {
      hasPicture = true
      setup.onPicture(unit.arrivedAtMs)
      // A recovery point mends by and by: then it is no keyframe that is whole again.
      if (!unit.damaged && (unit.keyframe || isDamaged)) receivers.video?.recovered()
      isDamaged = unit.damaged
      hold?.push('video', unit, arrivedAtMs => {
        if (!signal.aborted) builder?.video({ ...unit, arrivedAtMs })
      })
    }
    const depacketizer = videoDepacketizer(chosen.video, onUnit, setup.lossPolicy, true)
    const { payloadType, format } = chosen.video
    const stream = { payloadType, clockRate: format.clockRate, isOrdered: over === 'tcp', ownSsrc }
    receivers.video = new RtpReceiver({ depacketizer, ...stream, feedback: offeredFeedback(chosen.video) })
    pictures = depacketizer
    return receivers.video
  }
  await session.setup(chosen.video.media, makeVideo, transports)

  const audio = chosen.audio === null ? null : audioReception(chosen.audio)
  const makeAudio = (over: Transport, reception: AudioReception, media: ChosenMedia) => {
    const depacketizer = reception.depacketizer(unit => {
      hold?.push('audio', unit, arrivedAtMs => {
        if (!signal.aborted) builder?.audio({ ...unit, arrivedAtMs })
      })
    })
    const { clockRate } = reception.track
    const stream = { payloadType: media.payloadType, clockRate, isOrdered: over === 'tcp', ownSsrc }
    receivers.audio = new RtpReceiver({ depacketizer, ...stream })
    return receivers.audio
  }
  const hasAudio =
    audio !== null &&
    chosen.audio !== null &&
    (await isAccepted(session.setup(chosen.audio.media, over => makeAudio(over, audio, chosen.audio!), transports)))

  const audioRate = audio?.track.clockRate ?? chosen.video.format.clockRate
  const startHold = new StartHold(setup.clock, { video: chosen.video.format.clockRate, audio: audioRate })
  hold = startHold
  const runBuilder = new RunBuilder({
    clock: setup.clock,
    random: setup.random,
    events: setup.events,
    audio: hasAudio ? audio.track : null,
    timeline: setup.timeline,
    videoClock: () => receivers.video?.clockPoint() ?? null,
    audioClock: () => receivers.audio?.clockPoint() ?? null,
    lateMs: () => startHold.lateMs,
    wantsKeyframe: () => receivers.video?.wantsKeyframe(),
  })
  builder = runBuilder
  const received = () => ({
    video: receivers.video?.lastTimestamp != null,
    audio: receivers.audio?.lastTimestamp != null,
    lacksParameterSets: (pictures?.undescribed ?? 0) > 0,
  })
  const stopLooking = setup.clock.every(firstLookMs, () => (hasPicture ? stopLooking() : pictures?.idle()))
  const end = () => {
    stopLooking()
    receivers.video?.end(setup.clock.monotonicMs())
    pictures?.end()
    startHold.end()
    if (!signal.aborted) runBuilder.end()
  }
  return { video: receivers.video!, received, end }
}

const refusals: ReadonlySet<ErrorCode> = new Set([
  'camera.not-found',
  'camera.no-transport',
  'camera.protocol',
  'camera.redirected',
  'camera.refused',
  'camera.tcp-only',
  'camera.udp-only',
])

/** Sound that the camera announces and then refuses is no reason to have no picture. */
async function isAccepted(setup: Promise<void>): Promise<boolean> {
  try {
    await setup
    return true
  } catch (error) {
    if (error instanceof AppError && refusals.has(error.code)) return false
    throw error
  }
}
