import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { segmentSend } from '@nightjar/shared/protocol/commands/segment-send.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ByteRange } from '../../archive/store.ts'
import type { Context } from '../../context/context.ts'
import { randomToken } from '../../platform/random.ts'
import type { RunCommand } from '../command/run-command.ts'
import { exactly } from './exactly.ts'
import { loadRelaysFor, type RelayRow } from './load-relays.ts'
import type { RelayLink } from './relay-link.ts'

/** The first one may have died a moment ago. */
const triesMax = 2

type Stored = Pick<SegmentManifest, 'segmentId' | 'agentId' | 'cameraId'>

/** Brings recorded bytes that are only at a site. */
export interface SiteTransfers {
  /**
   * Bytes [start, end) of a segment's file. The stream breaks rather than end early; cancelling it, or the signal, ends
   * the agent's sending.
   * @throws AppError saying why the agent did not come, `live.unavailable` without a relay.
   */
  send(context: Context, manifest: Stored, range: ByteRange, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
}

export function makeSiteTransfers(ports: { relay: RelayLink; run: RunCommand }): SiteTransfers {
  const throughRelay = async (
    context: Context,
    relay: RelayRow,
    { segmentId, agentId }: Stored,
    { start, end }: ByteRange,
    signal: AbortSignal,
  ) => {
    const publishTicket = randomToken(context.random)
    const gaveUp = new AbortController()
    // The relay has to be waiting for the ticket before an agent can come with it.
    const arriving = ports.relay.receive(relay, publishTicket, AbortSignal.any([signal, gaveUp.signal]))
    const place = { segmentId, offset: start, length: end - start }
    const body = { ...place, relay: relay.publishAddress, publishTicket }
    // Done before a byte came by: everything is at the relay, which is about to pass it on.
    const refused = ports.run(context, agentId, segmentSend, body).then(() => arriving)
    // Whichever loses the race still settles, and nobody is left to hear of it.
    arriving.catch(() => undefined)
    refused.catch(() => undefined)
    try {
      return (await Promise.race([arriving, refused])).pipeThrough(exactly(end - start))
    } catch (error) {
      gaveUp.abort()
      throw error
    }
  }

  return {
    send: async (context, manifest, range, signal) => {
      const relays = (await loadRelaysFor(context, manifest.cameraId)).slice(0, triesMax)
      let failure = new AppError('live.unavailable', { detail: 'there is no relay' })
      for (const relay of relays) {
        try {
          return await throughRelay(context, relay, manifest, range, signal)
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'live.unavailable' || signal.aborted) throw error
          failure = error
        }
      }
      throw failure
    },
  }
}
