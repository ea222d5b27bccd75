import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import { createBackoff } from '@nightjar/shared/retry/backoff.ts'
import type { ApiClient } from './api-client.ts'
import { limits } from './limits.ts'
import type { RelayPorts } from './ports.ts'

/** Tells the api which viewers have gone, so that they do not count as watching. */
export interface Departures {
  gone(viewerId: string): void
  /** Tells what waits, once; then nothing is told any more. */
  stop(): Promise<void>
}

/** In batches: those of a stream that ends go together. What the api does not take is told again. */
export function startDepartures(api: Pick<ApiClient, 'left'>, { clock, log }: RelayPorts): Departures {
  const backoff = createBackoff({ firstMs: limits.departuresMs, maxMs: 10_000, jitter: null })
  const stopped = new AbortController()
  let waiting: string[] = []
  let running: Promise<void> | null = null

  const tell = async (): Promise<void> => {
    const batch = waiting.slice(0, limits.departuresBatch)
    try {
      await api.left(batch)
      waiting = waiting.slice(batch.length)
      backoff.reset()
    } catch (error) {
      log.warn(
        { detail: toAppError(error).detail, waiting: waiting.length },
        'the api was not told of viewers who left',
      )
    }
  }
  const work = async (): Promise<void> => {
    while (waiting.length > 0 && !stopped.signal.aborted) {
      await clock.sleep(backoff.next(), stopped.signal).catch(() => undefined)
      if (!stopped.signal.aborted) await tell()
    }
  }

  return {
    gone: viewerId => {
      // Beyond that the api forgets them by itself, with the relay or their session.
      if (waiting.length < limits.viewers) waiting.push(viewerId)
      running ??= work().finally(() => {
        running = null
      })
    },
    stop: async () => {
      stopped.abort()
      await running
      while (waiting.length > 0) {
        const before = waiting.length
        await tell()
        if (waiting.length === before) return
      }
    },
  }
}
