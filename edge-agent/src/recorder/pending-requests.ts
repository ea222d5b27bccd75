import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '../platform/clock.ts'
import type { FromRecorder } from './ipc.ts'

const patienceMs = 30_000

interface Pending {
  readonly resolve: (answer: FromRecorder) => void
  readonly reject: (error: AppError) => void
}

/** Questions to the recorder process that wait for their answers. */
export class PendingRequests {
  readonly #clock: Clock
  readonly #pending = new Map<string, Pending>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves with the answer to `id`. @throws AppError `agent.timeout` after 30 s, or what {@link rejectAll} says. */
  async add(id: string): Promise<FromRecorder> {
    const { promise, resolve, reject } = Promise.withResolvers<FromRecorder>()
    const patience = new AbortController()
    this.#pending.set(id, { resolve, reject })
    this.#clock.sleep(patienceMs, patience.signal).then(
      () => reject(new AppError('agent.timeout', { detail: 'the recorder process did not answer' })),
      () => {},
    )
    try {
      return await promise
    } finally {
      patience.abort()
      this.#pending.delete(id)
    }
  }

  settle(id: string, answer: FromRecorder): void {
    this.#pending.get(id)?.resolve(answer)
  }

  rejectAll(error: AppError): void {
    for (const { reject } of this.#pending.values()) reject(error)
  }
}
