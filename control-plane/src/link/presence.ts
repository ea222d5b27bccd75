import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Context } from '../context/context.ts'
import type { Log } from '../platform/log.ts'
import { recordGone } from '../services/agent/record-status.ts'

/** An agent that renews its token is back within a second; nobody need see it go. */
const graceMs = 2000

/** Turns the broker's word that an agent is gone into a state, unless the agent is back at once. */
export interface Presence {
  here(agentId: string): void
  /** Resolves at once; the state follows after a short grace. */
  gone(context: Context): void
  /** Settles what is pending. */
  close(): Promise<void>
}

export function makePresence(clock: Clock, log: Log): Presence {
  const leaving = new Map<string, AbortController>()
  const pending = new Set<Promise<void>>()

  const leave = async (context: Context, signal: AbortSignal) => {
    const cameBack = await clock.sleep(graceMs, signal).then(
      () => false,
      () => true,
    )
    if (!cameBack) await recordGone(context)
  }

  return {
    here: agentId => {
      leaving.get(agentId)?.abort()
      leaving.delete(agentId)
    },
    gone: context => {
      const { id } = context.actor
      leaving.get(id)?.abort()
      const controller = new AbortController()
      leaving.set(id, controller)
      const work = leave(context, controller.signal)
        .catch(error => log.warn({ err: error, agentId: id }, 'cannot note that an agent is gone'))
        .finally(() => pending.delete(work))
      pending.add(work)
    },
    close: async () => {
      for (const controller of leaving.values()) controller.abort()
      await Promise.all(pending)
    },
  }
}
