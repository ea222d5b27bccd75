import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { FirstPicture } from './first-picture.ts'
import { type CaptureDeps, type OpenedConnection, openConnection } from './open-connection.ts'
import { Authenticator } from './rtsp/auth.ts'
import type { RtspConnection } from './rtsp/connection.ts'
import { describe, type Presentation } from './rtsp/describe.ts'
import { chooseMedia } from './rtsp/media-choice.ts'
import { RtspSession, type TransportChoice } from './rtsp/session.ts'
import { statusError } from './rtsp/status-error.ts'
import { type CameraUrl, formatCameraUrl } from './rtsp/url.ts'
import type { CameraSource, SourceEvents } from './source.ts'
import { type ReceivedStream, setUpStream } from './stream-setup.ts'
import { StreamTimeline } from './stream-timeline.ts'
import { Watchdog } from './watchdog.ts'

export interface RtspSourceOptions {
  readonly url: CameraUrl
  /** `auto`: TCP, and UDP where the camera refuses it. With rtsps always TCP: media over UDP would be in the clear. */
  readonly transport: TransportChoice
  /** Base64 SHA-256 of the camera's public key, for rtsps. */
  readonly tlsPin: string | null
  /** Of the stream, where it outlives this source; left out, nothing of it was said before. */
  readonly timeline?: StreamTimeline
}

interface Greeting extends OpenedConnection {
  readonly hasGetParameter: boolean
  readonly presentation: Presentation
}

const watchIntervalMs = 1000

/** A camera behind RTSP: our own client, over TCP or UDP, plain or TLS. */
export class RtspSource implements CameraSource {
  readonly #deps: CaptureDeps
  readonly #options: RtspSourceOptions
  readonly #timeline: StreamTimeline

  constructor(deps: CaptureDeps, options: RtspSourceOptions) {
    this.#deps = deps
    this.#options = options
    this.#timeline = options.timeline ?? new StreamTimeline()
  }

  async run(events: SourceEvents, signal: AbortSignal): Promise<never> {
    try {
      signal.throwIfAborted()
      return await this.#stream(await this.#greet(events, signal), events, signal)
    } catch (error) {
      signal.throwIfAborted()
      throw error
    }
  }

  /** Connects and learns what the camera offers. Some firmware hangs up after its challenge: then once more. */
  async #greet(events: SourceEvents, signal: AbortSignal): Promise<Greeting> {
    const { url, tlsPin } = this.#options
    const authenticator = new Authenticator(url.credentials, this.#deps.random.bytes)
    for (;;) {
      const mayRepeat = !authenticator.hasChallenge
      const opened = await openConnection(url, tlsPin, authenticator, this.#deps, signal)
      const hangUp = () => opened.connection.fail(new AppError('service.unavailable', { detail: 'stopped' }))
      signal.addEventListener('abort', hangUp, { once: true })
      if (signal.aborted) hangUp()
      try {
        const hasGetParameter = await readOptions(opened.connection, url)
        const presentation = await describe(opened.connection, url)
        // One that has not asked for the password yet may do so when the stream is set up.
        if (url.credentials === null || authenticator.hasChallenge) events.authorized?.()
        return { ...opened, hasGetParameter, presentation }
      } catch (error) {
        opened.connection.fail(new AppError('service.unavailable', { detail: 'the attempt is over' }))
        const hungUp = error instanceof AppError && error.code === 'camera.unreachable'
        if (!(hungUp && mayRepeat && authenticator.hasChallenge)) throw error
      } finally {
        signal.removeEventListener('abort', hangUp)
      }
    }
  }

  async #stream(greeting: Greeting, events: SourceEvents, signal: AbortSignal): Promise<never> {
    const { connection, presentation, socket, address } = greeting
    const { clock, random, network } = this.#deps
    const { localAddress } = socket
    const session = new RtspSession({ clock, network, connection, localAddress, remoteAddress: address }, presentation)
    const watchdog = new Watchdog(clock.monotonicMs())
    const transport = this.#options.url.scheme === 'rtsps' ? 'tcp' : this.#options.transport
    // While we negotiate, stopping is hanging up; once pictures flow the camera is told.
    const stopped = Promise.withResolvers<never>()
    stopped.promise.catch(() => {})
    let isStreaming = false
    const onAbort = () => {
      stopped.reject(signal.reason)
      if (!isStreaming) connection.fail(new AppError('service.unavailable', { detail: 'stopped' }))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    let stopWatch = () => {}
    let stream: ReceivedStream | null = null
    try {
      const first = new FirstPicture(clock, events)
      const onPicture = (arrivedAtMs: number) => {
        first.came()
        watchdog.picture(arrivedAtMs)
      }
      const setup = { clock, random, session, transport, timeline: this.#timeline, events, signal, onPicture }
      const received = await setUpStream(setup, chooseMedia(presentation.sdp))
      stream = received
      await session.play()
      isStreaming = true
      events.accepted?.(session.transport ?? 'tcp')
      first.expected()
      session.keepAlive(greeting.hasGetParameter)
      stopWatch = clock.every(watchIntervalMs, () => {
        first.watch(received.video.lastTimestamp !== null)
        if (watchdog.isStalled(received.video.lastTimestamp, clock.monotonicMs()))
          connection.fail(new AppError('camera.stalled'))
      })
      throw await Promise.race([connection.closed, stopped.promise])
    } finally {
      signal.removeEventListener('abort', onAbort)
      stopWatch()
      stream?.end()
      await session.close()
      connection.fail(new AppError('service.unavailable', { detail: 'the attempt is over' }))
    }
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
