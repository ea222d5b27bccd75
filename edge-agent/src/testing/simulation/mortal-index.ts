import type { SegmentIndex } from '../../index/segment-index.ts'

/**
 * How the index takes part in a crash. SQLite commits with synchronous=FULL, so a transaction is durable once its call
 * returned and gone where it did not: that is SQLite's own, well tested promise and is not simulated again. What is
 * simulated is where the process ends: before a call, after it, or (by way of `sign`) in the middle of a transaction.
 * The database handle outlives the crash; a call after it throws, for a dead process writes nothing.
 */
export function mortalIndex(index: SegmentIndex, life: Life): SegmentIndex {
  return new Proxy(index, {
    get(target, name) {
      const member = Reflect.get(target, name) as unknown
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        life.step(`index.${String(name)}`)
        const result = member.apply(target, args) as unknown
        life.step(`index.${String(name)} done`)
        return result
      }
    },
  })
}

/** One run of the agent, from start to its crash or stop. */
export interface Life {
  /** @throws SimulatedCrash at the step that ends it, and at every later one. */
  step(what: string): void
  isOver(): boolean
}

export class SimulatedCrash extends Error {
  constructor(what: string) {
    super(`crash at ${what}`)
    this.name = 'SimulatedCrash'
  }
}
