import { type AwaitedWhat, awaited } from '@nightjar/shared/domain/awaited.ts'
import type { TransportChoice } from '@nightjar/shared/domain/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { LockoutRegistry } from '../camera-access/lockout.ts'
import type { Awaits } from '../media/connection-state.ts'
import type { CameraPacket } from '../media/packet.ts'
import type { RunStart, StreamDescription } from '../media/track.ts'
import type { Agreement } from './agreement.ts'
import type { CaptureDeps } from './open-connection.ts'
import { type CameraUrl, parseCameraUrl } from './rtsp/url.ts'
import { RtspSource } from './rtsp-source.ts'

export interface InspectOptions {
  /** As the person typed it, credentials and all. */
  readonly url: string
  readonly transport: TransportChoice
  /** Base64 SHA-256 of the camera's public key, for rtsps. */
  readonly tlsPin: string | null
}

export interface CameraInspection {
  readonly description: StreamDescription
  readonly agreement: Agreement
  /** Pictures per second as counted; null when fewer than two came. */
  readonly measuredFrameRate: number | null
  /** The first keyframe, for a snapshot with `description.video.decoderConfig`. */
  readonly keyframe: CameraPacket
  /** The pictures behind a keyframe that is a recovery point, until all is right; empty where that is at once. */
  readonly untilRight: readonly CameraPacket[]
}

export interface InspectDeps extends CaptureDeps {
  readonly lockouts: LockoutRegistry
}

const deadlineMs = 10_000
const measureMs = 2000
const videoRate = 90_000

/** What one attempt saw until there was enough of it. */
class Observation {
  readonly enough = new AbortController()
  readonly #times: number[] = []
  #run: RunStart | null = null
  /** From the keyframe on. */
  #pictures: CameraPacket[] = []
  agreement: Agreement | null = null
  awaits: AwaitedWhat | null = null

  run(run: RunStart): void {
    this.#run = run
    this.#pictures = []
    this.#times.length = 0
  }

  packet(packet: CameraPacket): void {
    if (packet.kind !== 'video') return
    const isBetter = !this.#isRight && packet.keyframe && !packet.recoveryFrames
    if (isBetter || this.#pictures.length === 0) this.#pictures = [packet]
    else if (!this.#isRight) this.#pictures.push(packet)
    this.#times.push(packet.pts)
    const isMeasured = packet.pts >= (measureMs / 1000) * videoRate
    if ((isMeasured && this.#isRight) || this.#times.length > 1000) this.enough.abort()
  }

  get #isRight(): boolean {
    const [keyframe] = this.#pictures
    return keyframe !== undefined && this.#pictures.length > (keyframe.recoveryFrames ?? 0)
  }

  result(): CameraInspection | null {
    const [keyframe, ...untilRight] = this.#pictures
    if (this.agreement === null || this.#run === null || keyframe === undefined) return null
    const span = Math.max(...this.#times) - Math.min(...this.#times)
    const rate = span > 0 ? ((this.#times.length - 1) * videoRate) / span : null
    return {
      description: this.#run.description,
      agreement: this.agreement,
      measuredFrameRate: rate === null ? null : Math.round(rate * 100) / 100,
      keyframe,
      untilRight,
    }
  }
}

/**
 * Looks at a camera once before it is saved (R59): one connection, ten seconds at most.
 * @throws AppError with a `camera.*` code for everything that is wrong with the address, the camera or the password;
 * no text of it carries credentials. The signal's reason when aborted.
 */
export async function inspectCamera(
  options: InspectOptions,
  deps: InspectDeps,
  signal: AbortSignal,
): Promise<CameraInspection> {
  const url = parseCameraUrl(options.url)
  const { credentials } = url
  const leave = await deps.lockouts.enter(url, credentials, signal)
  let isAccepted = false
  try {
    refuseLocked(deps, url)
    const source = new RtspSource(deps, { url, transport: options.transport, tlsPin: options.tlsPin })
    return await observe(source, deps, signal, () => {
      if (!isAccepted) deps.lockouts.accepted(url, credentials)
      isAccepted = true
      leave()
    })
  } catch (error) {
    if (error instanceof AppError && error.code === 'camera.auth-refused' && error.retryAfterSeconds === undefined) {
      deps.lockouts.refused(url, credentials)
    }
    throw error
  } finally {
    if (isAccepted) deps.lockouts.ended(url, credentials)
    leave()
  }
}

function refuseLocked({ lockouts, clock }: InspectDeps, url: CameraUrl): void {
  const until = lockouts.lockedUntilMs(url, url.credentials)
  if (until === null) return
  const retryAfterSeconds = Math.ceil((until - clock.monotonicMs()) / 1000)
  throw new AppError('camera.auth-refused', { retryAfterSeconds })
}

async function observe(
  source: RtspSource,
  deps: CaptureDeps,
  signal: AbortSignal,
  onAccepted: () => void,
): Promise<CameraInspection> {
  const seen = new Observation()
  const late = new AbortController()
  const timer = new AbortController()
  deps.clock.sleep(deadlineMs, timer.signal).then(
    () => late.abort(),
    () => {},
  )
  const events = {
    authorized: onAccepted,
    accepted: (agreement: Agreement) => {
      seen.agreement = agreement
      onAccepted()
    },
    awaiting: ({ what }: Awaits) => {
      seen.awaits = what
    },
    run: (run: RunStart) => seen.run(run),
    packet: (packet: CameraPacket) => seen.packet(packet),
  }
  try {
    return await source.run(events, AbortSignal.any([signal, seen.enough.signal, late.signal]))
  } catch (error) {
    signal.throwIfAborted()
    // Whatever ended it, a keyframe and its description are an answer.
    const result = seen.result()
    if (result !== null) return result
    if (late.signal.aborted) throw tooLate(seen, error)
    throw error
  } finally {
    timer.abort()
  }
}

/** In the words of what was waited for when the time was over. */
function tooLate({ awaits }: Observation, cause: unknown): AppError {
  const code = awaits === null ? null : awaited[awaits].code
  return new AppError(code ?? 'camera.timeout', { detail: 'nothing to show within the time of an inspection', cause })
}
