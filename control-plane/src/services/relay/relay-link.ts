import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { transferTicketHeader } from '@nightjar/shared/live/relay-api.ts'

/** The relay, as the api needs it: a place where an agent can push bytes that we then read. */
export interface RelayLink {
  /** What agents are told to dial; one of the relays of their signed configuration. */
  readonly address: string
  /**
   * The bytes that an agent pushes under the ticket. Ends as a broken stream when the agent did not send all of them;
   * cancelling it, or the signal, ends the agent's sending.
   * @throws AppError `agent.timeout` when the agent does not come, `live.unavailable` without a relay.
   */
  receive(ticket: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
}

export function makeRelayLink(options: {
  readonly address: string
  /** Of the relay's internal port, e.g. `http://127.0.0.1:8082`. */
  readonly internalUrl: string
  readonly fetch: typeof fetch
}): RelayLink {
  const url = new URL('/internal/transfers', options.internalUrl)
  return {
    address: options.address,
    receive: async (ticket, signal) => {
      const reply = await options
        .fetch(url, { headers: { [transferTicketHeader]: ticket }, signal, redirect: 'error' })
        .catch(cause => {
          throw new AppError('live.unavailable', { detail: 'the relay does not answer', cause })
        })
      if (reply.ok && reply.body !== null) return reply.body
      await reply.body?.cancel()
      if (reply.status === 504) throw new AppError('agent.timeout')
      throw new AppError('live.unavailable', { detail: `the relay answered a transfer with ${reply.status}` })
    },
  }
}
