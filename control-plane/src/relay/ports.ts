import type { Logger } from 'pino'

/** Time as the relay sees it; the same shape as the platform's clock. */
export interface RelayClock {
  /** Monotonic, ms from an arbitrary start. */
  monotonicMs(): number
  /** Resolves after `ms`; rejects when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls back every `ms` until the returned function is called. */
  every(ms: number, callback: () => void): () => void
}

/** Everything the relay takes from outside. */
export interface RelayPorts {
  readonly clock: RelayClock
  readonly randomBytes: (length: number) => Uint8Array
  readonly fetch: typeof fetch
  readonly log: Logger
}

/** Runs `callback` once after `ms` unless the returned function is called first. */
export function after(clock: RelayClock, ms: number, callback: () => void): () => void {
  const cancelled = new AbortController()
  clock.sleep(ms, cancelled.signal).then(callback, () => {})
  return () => cancelled.abort()
}
