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
  /** Why the api did not take us the last time; null: it did. */
  let refusal: string | null = null
  let underWay: Promise<void> | null = null

  const say = async () => {
    try {
      await api.announce({ ...report(), draining: isDraining })
      if (refusal !== null) log.info('the api knows this relay again')
      refusal = null
    } catch (error) {
      const { code, detail, publicMessage } = toAppError(error)
      // Said once for each reason: it is tried again every few seconds, and the api may just be starting.
      if (refusal !== code) log.warn({ code, detail }, `the api does not take this relay: ${publicMessage}`)
      refusal = code
    }
  }
  const sayUnlessSaying = () => {
    underWay ??= say().finally(() => {
      underWay = null
    })
    return underWay
  }
  void sayUnlessSaying()
  const stop = clock.every(limits.announceMs, () => void sayUnlessSaying())
  return {
    stop,
    drain: async () => {
      isDraining = true
      stop()
      // One after the other, or what was said before could arrive after it and call people here.
      const told = Promise.resolve(underWay).then(sayUnlessSaying)
      const patience = new AbortController()
      await Promise.race([told, clock.sleep(limits.announceDrainMs, patience.signal).catch(() => undefined)])
      patience.abort()
    },
  }
}
