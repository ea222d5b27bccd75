import type { Transport, TransportChoice } from '@nightjar/shared/domain/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { FirstPicture } from './first-picture.ts'
import { type CaptureDeps, type OpenedConnection, openConnection, speaksTls } from './open-connection.ts'
import { LossMeter } from './rtp/loss-meter.ts'
import type { LossPolicy } from './rtp/picture-chain.ts'
import type { RtpReceiver } from './rtp/receiver.ts'
import { Authenticator } from './rtsp/auth.ts'
import type { RtspConnection } from './rtsp/connection.ts'
import { describe, type Presentation } from './rtsp/describe.ts'
import { chooseMedia } from './rtsp/media-choice.ts'
import { RtspSession } from './rtsp/session.ts'
import { statusError } from './rtsp/status-error.ts'
import { type CameraUrl, formatCameraUrl } from './rtsp/url.ts'
import type { CameraSource, SourceEvents } from './source.ts'
import { type ReceivedStream, setUpStream } from './stream-setup.ts'
import { StreamTimeline } from './stream-timeline.ts'
import { TransportMemory, type TransportPlan } from './transport-memory.ts'
import { TransportRetreat } from './transport-retreat.ts'
import { NothingCame, watchStream } from './watch-stream.ts'
import { newSilences, Watchdog } from './watchdog.ts'

export interface RtspSourceOptions {
  readonly url: CameraUrl
  readonly transport: TransportChoice
  /** Base64 SHA-256 of the camera's public key, for rtsps. */
  readonly tlsPin: string | null
  /** Of the stream, where it outlives this source; left out, nothing of it was said before. */
  readonly timeline?: StreamTimeline
  /** What becomes of pictures when packets are lost; withheld where it is left out. */
  readonly lossPolicy?: LossPolicy
}

interface Greeting extends OpenedConnection {
  readonly hasGetParameter: boolean
  readonly presentation: Presentation
}

/** A camera behind RTSP: our own client, over TCP or UDP, plain or TLS. */
export class RtspSource implements CameraSource {
  readonly #deps: CaptureDeps
  readonly #options: RtspSourceOptions
  readonly #timeline: StreamTimeline
  readonly #transports: TransportMemory
  readonly #retreat = new TransportRetreat()
  readonly #silences = newSilences()
  /** Null until it mattered. */
  #speaksTls: boolean | null = null

  constructor(deps: CaptureDeps, options: RtspSourceOptions) {
    this.#deps = deps
    this.#options = options
    this.#timeline = options.timeline ?? new StreamTimeline()
    this.#transports = new TransportMemory(options.transport, options.url.scheme === 'rtsps')
  }

  async run(events: SourceEvents, signal: AbortSignal): Promise<never> {
    const { clock } = this.#deps
    for (;;) {
      const plan = this.#transports.plan(clock.monotonicMs())
      try {
        signal.throwIfAborted()
        return await this.#stream(await this.#greet(events, signal), plan, events, signal)
      } catch (error) {
        signal.throwIfAborted()
        const failed = withoutTransport(error, plan)
        // The other transport belongs to the same attempt: what is slow about it is the camera, not the network.
        if (failed === null || !this.#transports.nothingCame(failed, clock.monotonicMs())) throw error
      }
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
        if (!isHangUp(error)) throw error
        if (mayRepeat && authenticator.hasChallenge) continue
        throw (await this.#isTlsOnly(opened, signal)) ? new AppError('camera.wants-tls', { cause: error }) : error
      } finally {
        signal.removeEventListener('abort', hangUp)
      }
    }
  }

  /** A TLS port may hang up on plain text without a word. It is looked at once, as most that do so are just busy. */
  async #isTlsOnly({ connection, address }: OpenedConnection, signal: AbortSignal): Promise<boolean> {
    const { url } = this.#options
    if (url.scheme !== 'rtsp' || !connection.isMute) return false
    this.#speaksTls ??= await speaksTls(url, address, this.#deps, signal)
    return this.#speaksTls
  }

  async #stream(greeting: Greeting, plan: TransportPlan, events: SourceEvents, signal: AbortSignal): Promise<never> {
    const { connection, presentation, socket, address } = greeting
    const { clock, random, network } = this.#deps
    const { localAddress } = socket
    const session = new RtspSession({ clock, network, connection, localAddress, remoteAddress: address }, presentation)
    const watchdog = new Watchdog(clock.monotonicMs(), this.#silences)
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
        watchdog.picture(arrivedAtMs)
        if (session.transport !== null) this.#transports.worked(session.transport)
      }
      const { lossPolicy = 'withhold' } = this.#options
      const timeline = this.#timeline
      const handsOut: SourceEvents = {
        run: (run, cause) => {
          // A picture that no run can begin with is none to wait for.
          first.came()
          events.run(run, cause)
        },
        packet: packet => events.packet(packet),
        awaitedSinceMs: () => events.awaitedSinceMs?.() ?? null,
      }
      const told = { events: handsOut, signal, onPicture }
      const setup = { clock, random, session, transports: plan.order, timeline, lossPolicy, ...told }
      const received = await setUpStream(setup, chooseMedia(presentation.sdp))
      const { video } = received
      stream = received
      await session.play()
      isStreaming = true
      const over = session.transport ?? plan.order[0]!
      const transport = this.#transports.agreed(over, plan)
      events.accepted?.({ transport, certificate: socket.certificate })
      first.expected()
      watchdog.expect(clock.monotonicMs())
      session.keepAlive(greeting.hasGetParameter)
      // A camera that needed longer over this transport is no reason to try the other one.
      const patienceMs = plan.patienceMs && Math.max(plan.patienceMs, this.#silences.first.learntMs)
      const loss = new LossMeter()
      const watched = {
        clock,
        watchdog,
        over,
        patienceMs,
        lastTimestamp: () => video.lastTimestamp,
        lacks: () => first.lacks(received.received()),
        looked: () => {
          first.watch(received.received())
          this.#watchLoss(loss, video, session, events, connection)
        },
      }
      stopWatch = watchStream(watched, error => connection.fail(error))
      throw await Promise.race([connection.closed, stopped.promise])
    } finally {
      signal.removeEventListener('abort', onAbort)
      stopWatch()
      stream?.end()
      await session.close()
      connection.fail(new AppError('service.unavailable', { detail: 'the attempt is over' }))
    }
  }

  #watchLoss(
    loss: LossMeter,
    video: RtpReceiver,
    session: RtspSession,
    events: SourceEvents,
    connection: RtspConnection,
  ) {
    const nowMs = this.#deps.clock.monotonicMs()
    const before = loss.heavyPercent
    loss.add(video.sequence.received, video.sequence.lost, nowMs)
    const { heavyPercent } = loss
    if (heavyPercent !== before) events.loss?.(heavyPercent)
    if (this.#transports.isTcpRefused) return
    if (!this.#retreat.isDue(this.#options.transport, session.transport, loss.heavyForMs(nowMs), nowMs)) return
    this.#transports.heavyLoss()
    connection.fail(new AppError('camera.lossy', { detail: `${heavyPercent} % of packets lost over UDP` }))
  }
}

const isHangUp = (error: unknown) =>
  error instanceof AppError && (error.code === 'camera.hung-up' || error.code === 'camera.unreachable')

/** The transport that turned out to be of no use; null where the attempt ended for another reason. */
function withoutTransport(error: unknown, { order }: TransportPlan): Transport | null {
  if (error instanceof NothingCame) return error.over
  return error instanceof AppError && error.code === 'camera.tcp-only' && order[0] === 'udp' ? 'udp' : null
}

/** Whether the camera advertises GET_PARAMETER; one that does not know OPTIONS has no opinion. */
async function readOptions(connection: RtspConnection, url: CameraUrl): Promise<boolean> {
  const response = await connection.request('OPTIONS', formatCameraUrl(url))
  // A wrong password is found out here where the camera guards OPTIONS too: asking again would be a second attempt.
  if (response.status === 401) throw statusError('OPTIONS', response)
  const offered = response.headers.all('public').join(',').toUpperCase()
  return offered.includes('GET_PARAMETER')
}
