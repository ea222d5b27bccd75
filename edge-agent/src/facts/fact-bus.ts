import type { Log } from '../platform/log.ts'
import type { Fact } from './fact.ts'
import type { FactHandlers } from './fact-handlers.ts'
import { createSubscriber } from './subscriber.ts'

/**
 * Tells what has happened to whoever subscribed. Publishing never waits and never throws: each subscriber has a queue of
 * its own and hears in the order of publication, once the publisher is done. One that throws is logged and
 * goes on with the next fact; one that is slow only lets its own queue grow, up to a bound (see README.md).
 */
export interface FactBus {
  publish(fact: Fact): void
  /** `name` is for the log. Returns the way out: nothing is told after it was called. */
  subscribe(name: string, handlers: FactHandlers): () => void
  /** Ends every subscription: what still waits is dropped. */
  close(): void
}

export function createFactBus(log: Log): FactBus {
  const subscribers = new Set<ReturnType<typeof createSubscriber>>()
  return {
    publish(fact) {
      for (const subscriber of subscribers) subscriber.tell(fact)
    },
    subscribe(name, handlers) {
      const subscriber = createSubscriber(name, handlers, log)
      subscribers.add(subscriber)
      return () => {
        subscribers.delete(subscriber)
        subscriber.end()
      }
    },
    close() {
      for (const subscriber of subscribers) subscriber.end()
      subscribers.clear()
    },
  }
}
