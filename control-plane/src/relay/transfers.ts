import type { IncomingMessage, ServerResponse } from 'node:http'
import { ticketSchema, transferTicketHeader } from '@nightjar/shared/live/relay-api.ts'
import type { RawData } from 'ws'
import { keepAlive } from './keep-alive.ts'
import { limits } from './limits.ts'
import type { RelayPorts } from './ports.ts'
import type { Publisher, PublishTickets } from './publish-tickets.ts'

/** Passes recorded bytes from an agent's `/publish` socket to the api's request, no faster than the api reads. */
export class Transfers {
  readonly #ports: RelayPorts
  readonly #tickets: PublishTickets
  #running = 0

  constructor(ports: RelayPorts, tickets: PublishTickets) {
    this.#ports = ports
    this.#tickets = tickets
  }

  get count(): number {
    return this.#running
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    const ticket = ticketSchema.safeParse(request.headers[transferTicketHeader])
    if (!ticket.success) return void response.writeHead(400).end()
    if (this.#running >= limits.transfers) return void response.writeHead(503, { 'retry-after': '1' }).end()
    const stopWaiting = this.#tickets.expect(
      ticket.data,
      publisher => this.#pass(publisher, response),
      () => response.writeHead(504).end(),
    )
    if (stopWaiting === null) return void response.writeHead(409).end()
    this.#running++
    response.once('close', () => {
      this.#running--
      stopWaiting()
    })
  }

  #pass({ ws }: Publisher, response: ServerResponse): void {
    let lastByteMs = this.#ports.clock.monotonicMs()
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' })
    response.flushHeaders()
    ws.on('message', (data: RawData, isBinary: boolean) => {
      if (!isBinary) return ws.terminate()
      lastByteMs = this.#ports.clock.monotonicMs()
      if (!response.write(data as Buffer)) ws.pause()
    })
    response.on('drain', () => {
      lastByteMs = this.#ports.clock.monotonicMs()
      ws.resume()
    })
    // 1000 alone says that all bytes came; anything else must reach the reader as a broken body.
    ws.once('close', code => (code === 1000 ? response.end() : response.destroy()))
    const stopWatch = this.#ports.clock.every(1_000, () => {
      if (this.#ports.clock.monotonicMs() - lastByteMs > limits.transferIdleMs) response.destroy()
    })
    response.once('close', () => {
      stopWatch()
      ws.terminate()
    })
    keepAlive(ws, this.#ports.clock, () => ws.isPaused)
  }
}
