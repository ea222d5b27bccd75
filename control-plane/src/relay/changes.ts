import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import { type RelayChange, relayChangeSchema } from '@nightjar/shared/live/relay-api.ts'
import { after } from '@nightjar/shared/platform/clock.ts'
import { createBackoff } from '@nightjar/shared/retry/backoff.ts'
import type { ApiClient } from './api-client.ts'
import { limits } from './limits.ts'
import type { RelayPorts } from './ports.ts'

interface ChangesHandlers {
  changed(change: RelayChange): void
  /** Nothing was heard of rights for {@link limits.uncheckedMs}. */
  unchecked(): void
}

/** A line longer than this is no change but a fault, characters. */
const lineLength = 4 * 1024 * 1024

/**
 * Follows the api's feed of changed rights until `signal`, connecting again whenever it breaks or falls silent. A feed
 * begins with what was revoked in the last minute, so that a short break loses nothing.
 */
export async function followChanges(
  api: ApiClient,
  ports: RelayPorts,
  handlers: ChangesHandlers,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = ports
  // Down to half, so that many relays do not knock together.
  const jitter = { from: 0.5, to: 1, random: () => (ports.randomBytes(1)[0] ?? 0) / 255 }
  const backoff = createBackoff({ firstMs: 250, maxMs: 5_000, jitter })
  let stopGrace = () => {}
  const restartGrace = () => {
    stopGrace()
    stopGrace = after(clock, limits.uncheckedMs, () => {
      handlers.unchecked()
      // Those who came meanwhile have their own minute.
      restartGrace()
    })
  }
  const heard = () => {
    backoff.reset()
    restartGrace()
  }
  restartGrace()
  while (!signal.aborted) {
    await followOnce(api, ports, heard, handlers.changed, signal).catch(error => {
      if (!signal.aborted) log.warn({ detail: toAppError(error).detail }, 'the feed of rights broke')
    })
    await clock.sleep(backoff.next(), signal).catch(() => {})
  }
  stopGrace()
}

async function followOnce(
  api: ApiClient,
  ports: RelayPorts,
  heard: () => void,
  changed: (change: RelayChange) => void,
  signal: AbortSignal,
): Promise<void> {
  const silence = new AbortController()
  let stopTimer = after(ports.clock, limits.changesSilenceMs, () => silence.abort())
  try {
    const body = await api.changes(AbortSignal.any([signal, silence.signal]))
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of body) {
      stopTimer()
      stopTimer = after(ports.clock, limits.changesSilenceMs, () => silence.abort())
      heard()
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > lineLength) throw new Error('a line without an end')
      for (const line of lines) if (line !== '') changed(relayChangeSchema.parse(JSON.parse(line)))
    }
  } finally {
    stopTimer()
    silence.abort()
  }
}
