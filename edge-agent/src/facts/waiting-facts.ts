import { type Fact, hintKey } from './fact.ts'

/** In place of `count` facts that count and were dropped, for want of room. */
export interface MissedFacts {
  readonly kind: 'missed'
  readonly count: number
}

const missedKey = 'missed'

/**
 * What one subscriber has still to hear, in order of publication. Bounded: hints by what there is to hint at, facts that
 * count by `most`. When there is no room for another, all that wait give way to one {@link MissedFacts}: its subscriber
 * is too slow to be told one by one, and has to look for itself.
 */
export class WaitingFacts {
  readonly #most: number
  /** By hint key, or by a number of its own for each that counts. In order of insertion. */
  readonly #waiting = new Map<string | number, Fact | MissedFacts>()
  #counted = 0
  #next = 0

  constructor(most: number) {
    this.#most = most
  }

  /** Returns how many facts had to give way to it. */
  add(fact: Fact): number {
    const hint = hintKey(fact)
    if (hint !== null) {
      this.#putLast(hint, fact)
      return 0
    }
    const dropped = this.#counted >= this.#most ? this.#dropCounted() : 0
    this.#counted++
    this.#putLast(this.#next++, fact)
    return dropped
  }

  take(): Fact | MissedFacts | undefined {
    const [first] = this.#waiting
    if (!first) return undefined
    const [key, fact] = first
    this.#waiting.delete(key)
    if (typeof key === 'number') this.#counted--
    return fact
  }

  clear(): void {
    this.#waiting.clear()
    this.#counted = 0
  }

  /** At the end, so that nothing is ever told before what was published earlier. */
  #putLast(key: string | number, fact: Fact | MissedFacts): void {
    this.#waiting.delete(key)
    this.#waiting.set(key, fact)
  }

  #dropCounted(): number {
    const before = this.#waiting.get(missedKey)
    const dropped = this.#counted
    for (const key of this.#waiting.keys()) if (typeof key === 'number') this.#waiting.delete(key)
    this.#counted = 0
    this.#putLast(missedKey, { kind: 'missed', count: dropped + (before?.kind === 'missed' ? before.count : 0) })
    return dropped
  }
}
