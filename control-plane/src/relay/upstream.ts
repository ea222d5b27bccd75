import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import { closeCodes } from '@nightjar/shared/live/stream-head.ts'
import { after } from '@nightjar/shared/platform/clock.ts'
import type { RawData } from 'ws'
import type { ApiClient } from './api-client.ts'
import { closeSoon } from './hello.ts'
import { keepAlive } from './keep-alive.ts'
import { limits } from './limits.ts'
import { LiveStream } from './live-stream.ts'
import type { RelayPorts } from './ports.ts'
import type { Publisher, PublishTickets } from './publish-tickets.ts'
import type { Viewer } from './viewer.ts'

export interface UpstreamContext {
  readonly ports: RelayPorts
  readonly api: ApiClient
  readonly tickets: PublishTickets
  /** The upstream is over and will not come back. */
  readonly ended: (upstream: Upstream) => void
}

/** A publisher that is lost this often within {@link lossWindowMs} is given up; the viewers will ask again. */
const maxLosses = 5
const lossWindowMs = 60_000
const reopenMs = 500

/** Brings one stream here for as long as somebody watches it: asks for it, takes it, asks again when it is lost. */
export class Upstream {
  readonly stream: LiveStream
  readonly #context: UpstreamContext
  #publisher: Publisher | null = null
  #ticket: string | null = null
  #stopWaiting: (() => void) | null = null
  #stopLinger: (() => void) | null = null
  #lossesMs: number[] = []
  #isEnded = false

  constructor(cameraId: string, streamId: string, context: UpstreamContext) {
    this.#context = context
    this.stream = new LiveStream(cameraId, streamId, context.ports.clock)
    this.#open()
  }

  add(viewer: Viewer): void {
    this.#stopLinger?.()
    this.#stopLinger = null
    this.stream.add(viewer)
  }

  remove(viewer: Viewer): void {
    this.stream.remove(viewer)
    if (this.stream.viewers.size > 0 || this.#isEnded) return
    this.#stopLinger ??= after(this.#context.ports.clock, limits.lingerMs, () => this.#finish())
  }

  /** Closes viewers and publisher; `reason` is an error code. */
  end(reason: string): void {
    if (this.#isEnded) return
    this.#context.ports.log.info({ streamId: this.stream.streamId, reason }, 'stream ended')
    this.stream.end(reason)
    this.#finish()
  }

  /** Closes the publisher; whoever calls has dealt with the viewers. */
  #finish(code = 1000): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#stopLinger?.()
    this.#stopWaiting?.()
    const publisher = this.#publisher
    this.#publisher = null
    if (publisher) closeSoon(publisher.ws, this.#context.ports.clock, code, '')
    this.#context.ended(this)
  }

  /** The relay goes away: the agent may dial another one. */
  drain(): void {
    for (const viewer of this.stream.viewers) viewer.close(closeCodes.goAway, '')
    this.stream.viewers.clear()
    this.#finish(closeCodes.goAway)
  }

  #open(): void {
    const { api, tickets } = this.#context
    const { cameraId, streamId } = this.stream
    const publishTicket = tickets.mint()
    this.#ticket = publishTicket
    this.#stopWaiting = tickets.expect(
      publishTicket,
      publisher => this.#arrived(publisher),
      () => this.end('agent.timeout'),
    )
    api.open({ cameraId, streamId, publishTicket }).catch(error => {
      const failure = toAppError(error)
      this.#context.ports.log.warn({ streamId, code: failure.code, detail: failure.detail }, 'stream cannot be opened')
      if (this.#ticket === publishTicket && this.#publisher === null) this.end(failure.code)
    })
  }

  #arrived(publisher: Publisher): void {
    const { clock } = this.#context.ports
    const { ws } = publisher
    this.#publisher = publisher
    ws.on('message', (data: RawData, isBinary: boolean) => {
      if (this.#publisher !== publisher) return
      if (!isBinary || !this.stream.publish(data as Buffer)) closeSoon(ws, clock, 1008, 'not a wire message')
    })
    ws.once('close', (code, reason) => {
      if (this.#publisher === publisher) this.#lost(code, reason.toString('utf8'))
    })
    keepAlive(ws, clock, () => false)
  }

  #lost(code: number, reason: string): void {
    this.#publisher = null
    const { clock } = this.#context.ports
    const now = clock.monotonicMs()
    this.#lossesMs = [...this.#lossesMs.filter(at => at > now - lossWindowMs), now]
    if (this.stream.viewers.size === 0) {
      this.#finish()
    } else if (code === closeCodes.streamGone) {
      this.end(reason in errorCodes ? reason : 'live.unavailable')
    } else if (this.#lossesMs.length > maxLosses) {
      this.end('live.unavailable')
    } else {
      this.stream.interrupted('agent.offline')
      this.#stopWaiting = after(clock, reopenMs, () => this.#open())
    }
  }
}
