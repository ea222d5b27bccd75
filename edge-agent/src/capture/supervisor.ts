import type { TransportUse } from '@nightjar/shared/domain/camera.ts'
import type { AppError } from '@nightjar/shared/errors/app-error.ts'
import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { createBackoff } from '@nightjar/shared/retry/backoff.ts'
import type { CameraEndpoint } from '../camera-access/address-policy.ts'
import type { LockoutRegistry } from '../camera-access/lockout.ts'
import type { ConnectionState } from '../media/connection-state.ts'
import type { Random } from '../platform/random.ts'
import type { Credentials } from './rtsp/url.ts'
import type { CameraSource, SourceEvents } from './source.ts'

export interface SupervisorEvents extends SourceEvents {
  state(state: ConnectionState): void
  /** For the log: every end of an attempt, with the private story. */
  failed?(error: AppError): void
}

export interface SupervisorDeps {
  readonly clock: Clock
  readonly random: Random
  readonly lockouts: LockoutRegistry
}

export interface SupervisedCamera {
  readonly source: CameraSource
  /** What the lockout is kept by. */
  readonly endpoint: CameraEndpoint
  readonly credentials: Credentials | null
}

/** A stream that lasted this long was a success: the next failure starts from the shortest wait. */
const stableMs = 5000

/** A stream that was well and whose socket was closed is tried again within this, so that many are not in step. ms. */
const spreadMs = 100

/** From 1 s to 30 s, each spread by half so that cameras do not come back in step. */
const pausesOf = (random: Random) => ({
  firstMs: 1000,
  maxMs: 30_000,
  jitter: { from: 0.5, to: 1.5, minMs: 1000, random: () => random.fraction() },
})

/**
 * Keeps one stream of a camera running: attempt after attempt, paced by {@link pausesOf} and by the lockouts that all
 * streams of an endpoint share. Start it anew when the address or the password changes.
 * @returns when the signal aborts; never rejects.
 */
export async function superviseCamera(
  camera: SupervisedCamera,
  deps: SupervisorDeps,
  events: SupervisorEvents,
  signal: AbortSignal,
): Promise<void> {
  const backoff = createBackoff(pausesOf(deps.random))
  try {
    while (!signal.aborted) {
      const lockedUntilMs = deps.lockouts.lockedUntilMs(camera.endpoint, camera.credentials)
      if (lockedUntilMs !== null) {
        await waitFor(
          toAppError(null, 'camera.auth-refused'),
          lockedUntilMs - deps.clock.monotonicMs(),
          deps,
          events,
          signal,
        )
        continue
      }
      const end = await attempt(camera, deps, events, signal)
      if (end === null) continue
      const { error, wasStable } = end
      events.failed?.(error)
      if (wasStable) backoff.reset()
      // A refused password is paced by the lockout that the attempt has set.
      if (error.code === 'camera.auth-refused') continue
      // The socket has said that the connection is over; a stream that merely fell silent has been waited for already.
      const isClosed = wasStable && error.code === 'camera.unreachable'
      const pauseMs = isClosed ? Math.round(deps.random.fraction() * spreadMs) : backoff.next()
      await waitFor(error, pauseMs, deps, events, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function waitFor(
  error: AppError,
  ms: number,
  deps: SupervisorDeps,
  events: SupervisorEvents,
  signal: AbortSignal,
): Promise<void> {
  const retryAtMs = deps.clock.wallMs() + ms
  const { code, publicMessage: message, certificate } = error
  events.state({ state: 'waiting', code, message, retryAtMs, certificate })
  await deps.clock.sleep(ms, signal)
}

interface AttemptEnd {
  readonly error: AppError
  /** It had streamed for {@link stableMs}. */
  readonly wasStable: boolean
}

/** One attempt in its turn; null when another stream's attempt has meanwhile decided for this endpoint. */
async function attempt(
  camera: SupervisedCamera,
  deps: SupervisorDeps,
  events: SupervisorEvents,
  signal: AbortSignal,
): Promise<AttemptEnd | null> {
  const { lockouts, clock } = deps
  const { endpoint, credentials } = camera
  events.state({ state: 'connecting' })
  let hasWaited = false
  const leave = await lockouts.enter(endpoint, credentials, signal, () => {
    hasWaited = true
    events.state({ state: 'connecting', awaits: { what: 'other-stream', sinceMs: clock.wallMs() } })
  })
  let isAccepted = false
  const accepted = () => {
    if (!isAccepted) lockouts.accepted(endpoint, credentials)
    isAccepted = true
    leave()
  }
  let streamingSinceMs: number | null = null
  let transport: TransportUse = { over: 'tcp', because: 'preferred' }
  try {
    if (lockouts.lockedUntilMs(endpoint, credentials) !== null) return null
    if (hasWaited) events.state({ state: 'connecting' })
    await camera.source.run(
      {
        authorized: accepted,
        accepted: agreed => {
          transport = agreed.transport
          accepted()
          events.accepted?.(agreed)
        },
        awaiting: awaits => events.state({ state: 'connecting', awaits }),
        run: (run, cause) => {
          streamingSinceMs ??= clock.monotonicMs()
          if (cause === 'connected') events.state({ state: 'streaming', transport })
          events.run(run, cause)
        },
        packet: packet => events.packet(packet),
        loss: percent => events.loss?.(percent),
        awaitedSinceMs: () => events.awaitedSinceMs?.() ?? null,
      },
      signal,
    )
    return null
  } catch (error) {
    signal.throwIfAborted()
    const failure = toAppError(error)
    if (failure.code === 'camera.auth-refused') lockouts.refused(endpoint, credentials)
    const wasStable = streamingSinceMs !== null && clock.monotonicMs() - streamingSinceMs >= stableMs
    return { error: failure, wasStable }
  } finally {
    if (isAccepted) lockouts.ended(endpoint, credentials)
    leave()
  }
}
