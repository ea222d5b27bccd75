import type { Log } from '../platform/log.ts'

/** What of a camera is being stopped; the process waits for it. */
export class Endings {
  readonly #cameraId: string
  readonly #log: Log
  readonly #open = new Set<Promise<unknown>>()

  constructor(cameraId: string, log: Log) {
    this.#cameraId = cameraId
    this.#log = log
  }

  add(ending: Promise<unknown>): void {
    const settled = ending
      .catch(error => this.#log.error({ cameraId: this.#cameraId, err: error }, 'a part did not stop cleanly'))
      .finally(() => this.#open.delete(settled))
    this.#open.add(settled)
  }

  /** Resolves when all that was added until now is over. */
  async settled(): Promise<void> {
    await Promise.all(this.#open)
  }
}
