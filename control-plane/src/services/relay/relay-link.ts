import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { transferTicketHeader } from '@nightjar/shared/live/relay-api.ts'
import { bearerOf } from '../../platform/bearer-key.ts'

/** The way to relays: places where an agent can push bytes that we then read. */
export interface RelayLink {
  /**
   * The bytes that an agent pushes to the relay under the ticket. Ends as a broken stream when the agent did not send
   * all of them; cancelling it, or the signal, ends the agent's sending.
   * @throws AppError `agent.timeout` when the agent does not come, `live.unavailable` where the relay does not answer.
   */
  receive(
    relay: { readonly internalUrl: string },
    ticket: string,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>>
}

/** @param key what relay and api share; undefined where no relay is configured. */
export const makeRelayLink = (fetch: typeof globalThis.fetch, key: string | undefined): RelayLink => ({
  receive: async ({ internalUrl }, ticket, signal) => {
    const url = new URL('/internal/transfers', internalUrl)
    const headers = { [transferTicketHeader]: ticket, ...(key && { authorization: bearerOf(key) }) }
    const reply = await fetch(url, { headers, signal, redirect: 'error' }).catch(cause => {
      throw new AppError('live.unavailable', { detail: 'the relay does not answer', cause })
    })
    if (reply.ok && reply.body !== null) return reply.body
    await reply.body?.cancel()
    if (reply.status === 504) throw new AppError('agent.timeout')
    throw new AppError('live.unavailable', { detail: `the relay answered a transfer with ${reply.status}` })
  },
})
