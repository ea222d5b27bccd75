import { segmentSend } from '@nightjar/shared/protocol/commands/segment-send.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ByteRange } from '../../archive/store.ts'
import type { Context } from '../../context/context.ts'
import { randomToken } from '../../platform/random.ts'
import type { RunCommand } from '../command/run-command.ts'
import { exactly } from './exactly.ts'
import type { RelayLink } from './relay-link.ts'

/** Brings recorded bytes that are only at a site. */
export interface SiteTransfers {
  /**
   * Bytes [start, end) of a segment's file. The stream breaks rather than end early; cancelling it, or the signal, ends
   * the agent's sending.
   * @throws AppError saying why the agent did not come.
   */
  send(
    context: Context,
    manifest: Pick<SegmentManifest, 'segmentId' | 'agentId'>,
    range: ByteRange,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>>
}

export function makeSiteTransfers(ports: { relay: RelayLink; run: RunCommand }): SiteTransfers {
  return {
    send: async (context, { segmentId, agentId }, { start, end }, signal) => {
      const publishTicket = randomToken(context.random)
      const gaveUp = new AbortController()
      // The relay has to be waiting for the ticket before an agent can come with it.
      const arriving = ports.relay.receive(publishTicket, AbortSignal.any([signal, gaveUp.signal]))
      const place = { segmentId, offset: start, length: end - start }
      const body = { ...place, relay: ports.relay.address, publishTicket }
      // Done before a byte came by: everything is at the relay, which is about to pass it on.
      const refused = ports.run(context, agentId, segmentSend, body).then(() => arriving)
      // Whichever loses the race still settles, and nobody is left to hear of it.
      arriving.catch(() => undefined)
      refused.catch(() => undefined)
      try {
        const bytes = await Promise.race([arriving, refused])
        return bytes.pipeThrough(exactly(end - start))
      } catch (error) {
        gaveUp.abort()
        throw error
      }
    },
  }
}
