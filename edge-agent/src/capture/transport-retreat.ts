import type { Transport, TransportChoice } from '@nightjar/shared/domain/camera.ts'

/** Loss that lasts this long is the network's, not a moment's. */
const lossyForMs = 60_000
/** A camera that refuses TCP again loses a second at each attempt. */
const againMs = 3_600_000

/**
 * When an `auto` camera that loses packets over UDP is connected to anew, so that TCP, which `auto` asks for first, has
 * another chance: after a minute of heavy loss, and not again within the hour. One for all attempts at a stream.
 */
export class TransportRetreat {
  #lastAtMs: number | null = null

  /**
   * @param heavyForMs for how long loss has been heavy without a break.
   * @returns whether to leave UDP now; it is then taken as done.
   */
  isDue(choice: TransportChoice, transport: Transport | null, heavyForMs: number, nowMs: number): boolean {
    if (choice !== 'auto' || transport !== 'udp' || heavyForMs < lossyForMs) return false
    if (this.#lastAtMs !== null && nowMs - this.#lastAtMs < againMs) return false
    this.#lastAtMs = nowMs
    return true
  }
}
