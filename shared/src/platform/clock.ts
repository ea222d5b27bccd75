/** All time of agent, control plane and relay comes through this interface, so that a seeded simulation can own it. */
export interface Clock {
  /** Wall clock, ms since the Unix epoch; may jump. */
  wallMs(): number
  /** Monotonic, ms from an arbitrary start, fractional; never goes back. */
  monotonicMs(): number
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls back every `ms` until the returned function is called. Does not keep the process alive. */
  every(ms: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }, ms)
      signal?.addEventListener('abort', onAbort, { once: true })
    }),
  every: (ms, callback) => {
    const timer = setInterval(callback, ms)
    // In a browser a timer is a number, and no process is kept alive by it.
    if (typeof timer === 'object') timer.unref()
    return () => clearInterval(timer)
  },
}

/** Runs `callback` once after `ms` unless the returned function is called first. */
export function after(clock: Pick<Clock, 'sleep'>, ms: number, callback: () => void): () => void {
  const cancelled = new AbortController()
  clock.sleep(ms, cancelled.signal).then(callback, () => {})
  return () => cancelled.abort()
}
