import type { Transport, TransportChoice, TransportReason, TransportUse } from '@nightjar/shared/domain/camera.ts'

/** How one attempt goes about it. */
export interface TransportPlan {
  /** Asked for one after the other until the camera agrees to one. */
  readonly order: readonly Transport[]
  /** For the first packet, ms from PLAY; null leaves it to the watchdog. */
  readonly patienceMs: number | null
}

/** Cameras send within a second of PLAY; one that needs longer than this gets the watchdog's time the next time. */
const firstPacketMs = 4000
/** For so long a camera that was silent over TCP is not asked for it again: its firmware rarely changes. */
const avoidTcpMs = 3_600_000

/**
 * What was learnt of one stream about its transport. `auto` begins with TCP. A camera that refuses TCP says so at once,
 * so it is asked each time; one that agrees to TCP and then sends nothing costs seconds, so for an hour it is asked for
 * UDP only. Where UDP brings nothing either, both are tried in turn.
 */
export class TransportMemory {
  readonly #choice: TransportChoice
  readonly #isEncrypted: boolean
  #avoidTcpUntilMs = Number.NEGATIVE_INFINITY
  /** Nothing came over UDP either, since something last came. */
  #udpFailed = false
  #tcpRefused = false

  /** @param isEncrypted media over UDP would be in the clear: then it is TCP, whatever was chosen. */
  constructor(choice: TransportChoice, isEncrypted: boolean) {
    this.#choice = choice
    this.#isEncrypted = isEncrypted
  }

  /** @param nowMs monotonic, here and below. */
  plan(nowMs: number): TransportPlan {
    const fixed = this.#isEncrypted ? 'tcp' : this.#choice
    if (fixed !== 'auto') return { order: [fixed], patienceMs: null }
    if (this.#avoidTcpUntilMs > nowMs) return { order: ['udp'], patienceMs: null }
    return { order: ['tcp', 'udp'], patienceMs: this.#udpFailed ? null : firstPacketMs }
  }

  /** The camera agreed to this. @returns it with the reason for which it was not another. */
  agreed(over: Transport, { order }: TransportPlan): TransportUse {
    this.#tcpRefused = over === 'udp' && order[0] === 'tcp'
    return { over, because: this.#reason(over) }
  }

  /** The camera refused TCP when it was last asked: where UDP loses packets there is nothing to change to. */
  get isTcpRefused(): boolean {
    return this.#tcpRefused
  }

  /** Pictures come over this. */
  worked(over: Transport): void {
    this.#udpFailed = false
    if (over === 'tcp') this.#avoidTcpUntilMs = Number.NEGATIVE_INFINITY
  }

  /** The camera agreed and sent nothing, or does not offer what was left. @returns whether another is worth trying now. */
  nothingCame(over: Transport, nowMs: number): boolean {
    if (this.#choice !== 'auto' || this.#isEncrypted) return false
    if (over === 'tcp') {
      this.#avoidTcpUntilMs = nowMs + avoidTcpMs
      return !this.#udpFailed
    }
    this.#avoidTcpUntilMs = Number.NEGATIVE_INFINITY
    this.#udpFailed = true
    return false
  }

  /** Too much is lost over UDP, and the attempt ends for it: the next one asks for TCP, with the watchdog's patience. */
  heavyLoss(): void {
    this.#avoidTcpUntilMs = Number.NEGATIVE_INFINITY
    this.#udpFailed = true
  }

  #reason(over: Transport): TransportReason {
    if (this.#isEncrypted) return 'encrypted'
    if (this.#choice !== 'auto') return 'chosen'
    if (over === 'tcp') return 'preferred'
    return this.#tcpRefused ? 'tcp-refused' : 'tcp-silent'
  }
}
