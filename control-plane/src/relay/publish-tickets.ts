import type { Duplex } from 'node:stream'
import { after } from '@nightjar/shared/platform/clock.ts'
import type { WebSocket } from 'ws'
import { limits } from './limits.ts'
import type { RelayPorts } from './ports.ts'

/** Whoever dialled in on `/publish` with a ticket that was waited for. */
export interface Publisher {
  readonly ws: WebSocket
  readonly socket: Duplex
}

interface Expectation {
  /** Called during the delivery of the hello: listeners set here hear the next message. */
  readonly arrived: (publisher: Publisher) => void
  readonly stopTimer: () => void
}

/** The one-time tickets that this relay minted and is waiting for. They never leave its memory but to the api. */
export class PublishTickets {
  readonly #ports: RelayPorts
  readonly #expected = new Map<string, Expectation>()

  constructor(ports: RelayPorts) {
    this.#ports = ports
  }

  /** 32 random bytes, base64url. */
  mint(): string {
    return Buffer.from(this.#ports.randomBytes(32)).toString('base64url')
  }

  /**
   * Waits 15 s for a publisher with this ticket, then calls exactly one of the two. Returns the way to stop waiting,
   * after which neither is called; null when the ticket is already waited for.
   */
  expect(ticket: string, arrived: (publisher: Publisher) => void, missed: () => void): (() => void) | null {
    if (this.#expected.has(ticket)) return null
    const stopTimer = after(this.#ports.clock, limits.publisherMs, () => {
      this.#expected.delete(ticket)
      missed()
    })
    this.#expected.set(ticket, { arrived, stopTimer })
    return () => this.#take(ticket)
  }

  /** @returns false when nobody waits for this ticket (any more). */
  redeem(ticket: string, publisher: Publisher): boolean {
    const expectation = this.#take(ticket)
    expectation?.arrived(publisher)
    return expectation !== undefined
  }

  #take(ticket: string): Expectation | undefined {
    const expectation = this.#expected.get(ticket)
    expectation?.stopTimer()
    this.#expected.delete(ticket)
    return expectation
  }
}
