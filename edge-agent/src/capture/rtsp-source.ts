import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type CaptureDeps, openConnection } from './open-connection.ts'
import type { AudioUnit, VideoUnit } from './rtp/depacketizer.ts'
import { RtpReceiver } from './rtp/receiver.ts'
import type { RtspConnection } from './rtsp/connection.ts'
import { describe } from './rtsp/describe.ts'
import { chooseMedia } from './rtsp/media-choice.ts'
import { RtspSession, type TransportChoice } from './rtsp/session.ts'
import { statusError } from './rtsp/status-error.ts'
import { type CameraUrl, formatCameraUrl } from './rtsp/url.ts'
import { RunBuilder } from './run-builder.ts'
import type { CameraSource, SourceEvents } from './source.ts'
import { audioReception, videoDepacketizer } from './tracks.ts'

export interface RtspSourceOptions {
  readonly url: CameraUrl
  /** `auto`: TCP, and UDP where the camera refuses it. */
  readonly transport: TransportChoice
  /** Base64 SHA-256 of the camera's public key, for rtsps. */
  readonly tlsPin: string | null
}

const minStallMs = 10_000
/** A camera at one picture a minute is slow, not stalled. */
const stallFrameIntervals = 5
const watchIntervalMs = 1000

/** Follows media time; packets that do not move it are no sign of life. */
class Watchdog {
  #lastTimestamp: number | null = null
  #movedAtMs: number
  #intervalMs = 0

  constructor(nowMs: number) {
    this.#movedAtMs = nowMs
  }

  picture(timestamp: number, nowMs: number): void {
    if (timestamp === this.#lastTimestamp) return
    if (this.#lastTimestamp !== null) this.#intervalMs = Math.min(60_000, nowMs - this.#movedAtMs)
    this.#lastTimestamp = timestamp
    this.#movedAtMs = nowMs
  }

  isStalled(nowMs: number): boolean {
    return nowMs - this.#movedAtMs > Math.max(minStallMs, stallFrameIntervals * this.#intervalMs)
  }
}

/** A camera behind RTSP: our own client, over TCP or UDP, plain or TLS. */
export class RtspSource implements CameraSource {
  readonly #deps: CaptureDeps
  readonly #options: RtspSourceOptions

  constructor(deps: CaptureDeps, options: RtspSourceOptions) {
    this.#deps = deps
    this.#options = options
  }

  async run(events: SourceEvents, signal: AbortSignal): Promise<never> {
    const { url, tlsPin } = this.#options
    signal.throwIfAborted()
    const opened = await openConnection(url, tlsPin, this.#deps, signal)
    const { connection } = opened
    // While we negotiate, stopping is hanging up; once pictures flow the camera is told.
    const stopped = Promise.withResolvers<never>()
    stopped.promise.catch(() => {})
    let isStreaming = false
    const onAbort = () => {
      stopped.reject(signal.reason)
      if (!isStreaming) connection.fail(new AppError('service.unavailable', { detail: 'stopped' }))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    let session: RtspSession | null = null
    let stopWatch = () => {}
    try {
      const hasGetParameter = await readOptions(connection, url)
      const presentation = await describe(connection, url)
      const localAddress = opened.socket.localAddress
      const sessionDeps = { ...this.#deps, connection, localAddress, remoteAddress: opened.address }
      session = new RtspSession(sessionDeps, presentation)
      const watchdog = new Watchdog(this.#deps.clock.monotonicMs())
      await this.#setup(session, chooseMedia(presentation.sdp), events, watchdog)
      await session.play()
      events.accepted?.(session.transport ?? 'tcp')
      session.keepAlive(hasGetParameter)
      stopWatch = this.#deps.clock.every(watchIntervalMs, () => {
        if (watchdog.isStalled(this.#deps.clock.monotonicMs())) connection.fail(new AppError('camera.stalled'))
      })
      isStreaming = true
      throw await Promise.race([connection.closed, stopped.promise])
    } catch (error) {
      signal.throwIfAborted()
      throw error
    } finally {
      signal.removeEventListener('abort', onAbort)
      stopWatch()
      await session?.close()
      connection.fail(new AppError('service.unavailable', { detail: 'the attempt is over' }))
    }
  }

  async #setup(
    session: RtspSession,
    chosen: ReturnType<typeof chooseMedia>,
    events: SourceEvents,
    watchdog: Watchdog,
  ): Promise<void> {
    const { clock, random } = this.#deps
    const ownSsrc = Math.floor(random.fraction() * 2 ** 32)
    const audio = chosen.audio === null ? null : audioReception(chosen.audio)
    let videoReceiver: RtpReceiver | null = null
    let audioReceiver: RtpReceiver | null = null
    let builder: RunBuilder | null = null
    const onVideo = (unit: VideoUnit) => {
      watchdog.picture(unit.timestamp, unit.arrivedAtMs)
      builder?.video(unit)
    }
    await session.setup(
      chosen.video.media,
      transport => {
        videoReceiver = new RtpReceiver({
          depacketizer: videoDepacketizer(chosen.video, onVideo),
          payloadType: chosen.video.payloadType,
          clockRate: chosen.video.format.clockRate,
          isOrdered: transport === 'tcp',
          ownSsrc,
        })
        return videoReceiver
      },
      this.#options.transport,
    )
    let hasAudio = false
    if (audio !== null && chosen.audio !== null) {
      const { media, payloadType } = chosen.audio
      const onAudio = (unit: AudioUnit) => builder?.audio(unit)
      const makeReceiver = (transport: 'tcp' | 'udp') => {
        const options = { payloadType, clockRate: audio.track.clockRate, isOrdered: transport === 'tcp', ownSsrc }
        audioReceiver = new RtpReceiver({ depacketizer: audio.depacketizer(onAudio), ...options })
        return audioReceiver
      }
      hasAudio = await session.setup(media, makeReceiver, this.#options.transport).then(
        () => true,
        // Sound that the camera announces and then refuses is no reason to have no picture.
        error => {
          if (error instanceof AppError && error.kind === 'upstream' && error.code !== 'camera.unreachable')
            return false
          throw error
        },
      )
    }
    builder = new RunBuilder({
      clock,
      random,
      events,
      audio: hasAudio ? audio!.track : null,
      videoClock: () => videoReceiver?.clockPoint() ?? null,
      audioClock: () => audioReceiver?.clockPoint() ?? null,
    })
  }
}

/** Whether the camera advertises GET_PARAMETER; one that does not know OPTIONS has no opinion. */
async function readOptions(connection: RtspConnection, url: CameraUrl): Promise<boolean> {
  const response = await connection.request('OPTIONS', formatCameraUrl(url))
  // A wrong password is found out here where the camera guards OPTIONS too: asking again would be a second attempt.
  if (response.status === 401) throw statusError('OPTIONS', response)
  const offered = response.headers.all('public').join(',').toUpperCase()
  return offered.includes('GET_PARAMETER')
}
