import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'

interface Pending {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: AppError) => void
}

/** Questions to one process that wait for their answers. */
export class PendingRequests {
  readonly #clock: Clock
  readonly #pending = new Map<number, Pending>()
  #last = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * `answer` resolves with what {@link resolve} is given for this id.
   * @param late said of a deadline that passed.
   * @throws AppError `agent.timeout` after `deadlineMs`, or what it is rejected with.
   */
  open(deadlineMs: number, late: string): { id: number; answer: Promise<unknown> } {
    this.#last++
    return { id: this.#last, answer: this.#wait(this.#last, deadlineMs, late) }
  }

  /** An answer that comes too late, or to nothing, is nobody's. */
  resolve(id: number, answer: unknown): void {
    this.#pending.get(id)?.resolve(answer)
  }

  reject(id: number, error: AppError): void {
    this.#pending.get(id)?.reject(error)
  }

  rejectAll(error: AppError): void {
    for (const { reject } of this.#pending.values()) reject(error)
  }

  async #wait(id: number, deadlineMs: number, late: string): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const patience = new AbortController()
    this.#pending.set(id, { resolve, reject })
    this.#clock.sleep(deadlineMs, patience.signal).then(
      () => reject(new AppError('agent.timeout', { detail: late })),
      () => {},
    )
    try {
      return await promise
    } finally {
      patience.abort()
      this.#pending.delete(id)
    }
  }
}
