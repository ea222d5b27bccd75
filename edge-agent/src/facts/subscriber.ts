import type { Log } from '../platform/log.ts'
import { nextTurn } from '../platform/turn.ts'
import type { Fact } from './fact.ts'
import type { FactHandlers } from './fact-handlers.ts'
import { type MissedFacts, WaitingFacts } from './waiting-facts.ts'

/** Segments of a hundred cameras in ten minutes: who is further behind than this does better to look for itself. */
const mostWaiting = 1_000
/** Then input and timers have their turn, also where subscribers answer each other's facts for ever. */
const mostAtOnce = 100

/** One subscriber: its queue, and the one delivery at a time out of it. */
export function createSubscriber(name: string, handlers: FactHandlers, log: Log) {
  const waiting = new WaitingFacts(mostWaiting)
  let isDelivering = false
  let left = mostAtOnce
  /** Told once, until it has caught up. */
  let isBehind = false

  async function handle(fact: Fact | MissedFacts): Promise<void> {
    try {
      if (fact.kind === 'missed') await handlers.missed?.(fact.count)
      // A handler is found by the kind of the fact that it is given.
      else await (handlers[fact.kind] as ((fact: Fact) => unknown) | undefined)?.(fact)
    } catch (error) {
      log.error({ err: error, subscriber: name, fact: fact.kind }, 'a subscriber failed on a fact; it gets the next')
    }
  }

  async function deliver(): Promise<void> {
    if (isDelivering) return
    isDelivering = true
    // Whoever publishes is to be done with what it does before anybody acts on it.
    await null
    for (let fact = waiting.take(); fact; fact = waiting.take()) {
      await handle(fact)
      if (--left > 0) continue
      await nextTurn()
      left = mostAtOnce
    }
    isDelivering = false
    isBehind = false
  }

  return {
    tell(fact: Fact): void {
      if (handlers[fact.kind] === undefined) return
      const dropped = waiting.add(fact)
      if (dropped > 0 && !isBehind) {
        isBehind = true
        log.error({ subscriber: name, dropped }, 'a subscriber is too slow; it has to look for what it missed')
      }
      void deliver()
    },
    /** Drops what waits. */
    end: (): void => waiting.clear(),
  }
}
