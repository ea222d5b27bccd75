import { createHash } from 'node:crypto'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { CameraCredentials as Credentials } from '@nightjar/shared/protocol/sealed-box.ts'
import type { CameraEndpoint } from './address-policy.ts'

/** How long an endpoint is left alone after it refused a password (R60): cameras lock people out who hammer. */
export const lockoutMs = 300_000

/**
 * Shared by every stream and inspection of an agent, so that the channels of one recorder are paced together. Kept by
 * host and port: behind one router, or on one gateway, another port is another camera.
 */
export interface LockoutRegistry {
  /** Monotonic ms before which this endpoint must not be asked with these credentials; null when it may be. */
  lockedUntilMs(at: CameraEndpoint, credentials: Credentials | null): number | null
  /** The endpoint refused these credentials now. Other credentials are not held back: a corrected password is tried at once. */
  refused(at: CameraEndpoint, credentials: Credentials | null): void
  /** The endpoint took these credentials: say so once for each connection, and {@link ended} when that is over. */
  accepted(at: CameraEndpoint, credentials: Credentials | null): void
  /**
   * A connection to it whose credentials were {@link accepted} ended. With the last one of them the endpoint may come
   * back with another password, and one attempt finds that out for all.
   */
  ended(at: CameraEndpoint, credentials: Credentials | null): void
  /**
   * Waits for the turn to try: until an endpoint has taken the credentials once, one attempt at a time finds out for all.
   * Call what it returns when the attempt is decided; rejects with the signal's reason.
   * @param onWait called once where the turn is another attempt's.
   */
  enter(
    at: CameraEndpoint,
    credentials: Credentials | null,
    signal: AbortSignal,
    onWait?: () => void,
  ): Promise<() => void>
}

interface EndpointState {
  lockedUntilMs: number
  isProven: boolean
  /** Connections that are open with these credentials. */
  open: number
  /** Ends of the attempts that stand in line. */
  queue: (() => void)[]
  isBusy: boolean
}

/** A password is kept here as a digest only: a heap dump must not show it twice. */
function keyOf({ host, port }: CameraEndpoint, credentials: Credentials | null): string {
  const at = `${host} ${port}`
  if (credentials === null) return `${at} -`
  const text = `${credentials.username.length}:${credentials.username}${credentials.password}`
  return `${at} ${createHash('sha256').update(text).digest('base64')}`
}

const maxEndpoints = 4096

export class EndpointLockouts implements LockoutRegistry {
  readonly #clock: Clock
  readonly #endpoints = new Map<string, EndpointState>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  lockedUntilMs(at: CameraEndpoint, credentials: Credentials | null): number | null {
    const until = this.#endpoints.get(keyOf(at, credentials))?.lockedUntilMs ?? 0
    return until > this.#clock.monotonicMs() ? until : null
  }

  refused(at: CameraEndpoint, credentials: Credentials | null): void {
    const state = this.#state(at, credentials)
    state.isProven = false
    state.lockedUntilMs = this.#clock.monotonicMs() + lockoutMs
  }

  accepted(at: CameraEndpoint, credentials: Credentials | null): void {
    const state = this.#state(at, credentials)
    state.isProven = true
    state.open++
    state.lockedUntilMs = 0
    for (const next of state.queue.splice(0)) next()
  }

  ended(at: CameraEndpoint, credentials: Credentials | null): void {
    const state = this.#state(at, credentials)
    state.open = Math.max(0, state.open - 1)
    if (state.open === 0) state.isProven = false
  }

  async enter(
    at: CameraEndpoint,
    credentials: Credentials | null,
    signal: AbortSignal,
    onWait?: () => void,
  ): Promise<() => void> {
    const state = this.#state(at, credentials)
    if (state.isBusy && !state.isProven) onWait?.()
    while (state.isBusy && !state.isProven) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const onAbort = () => reject(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      state.queue.push(resolve)
      await promise.finally(() => signal.removeEventListener('abort', onAbort))
    }
    signal.throwIfAborted()
    if (state.isProven) return () => {}
    state.isBusy = true
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      state.isBusy = false
      for (const next of state.queue.splice(0)) next()
    }
  }

  #state(at: CameraEndpoint, credentials: Credentials | null): EndpointState {
    const key = keyOf(at, credentials)
    let state = this.#endpoints.get(key)
    if (state === undefined) {
      this.#forgetOldest()
      state = { lockedUntilMs: 0, isProven: false, open: 0, queue: [], isBusy: false }
      this.#endpoints.set(key, state)
    }
    return state
  }

  #forgetOldest(): void {
    if (this.#endpoints.size < maxEndpoints) return
    for (const [key, state] of this.#endpoints) {
      if (state.isBusy || state.open > 0 || state.lockedUntilMs > this.#clock.monotonicMs()) continue
      this.#endpoints.delete(key)
      return
    }
  }
}
