import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { AnnounceRequest } from '@nightjar/shared/live/relay-api.ts'
import type { ApiClient } from './api-client.ts'
import { limits } from './limits.ts'
import type { RelayPorts } from './ports.ts'

/** Says that this relay is there, for as long as it runs. */
export interface Announcer {
  /** Tells the api that nobody new is to come; waits for its answer, but not for long. */
  drain(): Promise<void>
  stop(): void
}

/** @param report what to say, read anew each time. */
export function startAnnouncing(
  api: Pick<ApiClient, 'announce'>,
  ports: RelayPorts,
  report: () => Omit<AnnounceRequest, 'draining'>,
): Announcer {
  const { clock, log } = ports
  let isDraining = false
  let isTold = true
  const say = async () => {
    try {
      await api.announce({ ...report(), draining: isDraining })
      if (!isTold) log.info('the api knows this relay again')
      isTold = true
    } catch (error) {
      const { code, detail, publicMessage } = toAppError(error)
      // Said once: it is tried again every few seconds, and the api may just be starting.
      if (isTold) log.warn({ code, detail }, `the api does not take this relay: ${publicMessage}`)
      isTold = false
    }
  }
  void say()
  const stop = clock.every(limits.announceMs, () => void say())
  return {
    stop,
    drain: async () => {
      isDraining = true
      stop()
      const patience = new AbortController()
      await Promise.race([say(), clock.sleep(limits.announceDrainMs, patience.signal).catch(() => undefined)])
      patience.abort()
    },
  }
}
