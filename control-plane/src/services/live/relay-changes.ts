import type { RelayChange } from '@nightjar/shared/live/relay-api.ts'
import { closeCodes } from '@nightjar/shared/live/stream-head.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Database } from '../../db/client.ts'
import { channels } from '../channels.ts'
import { closeViewers } from './close-viewers.ts'
import type { ViewerStanding } from './viewer-standing.ts'

/** Told in the transaction of every change that takes a right away. */
const feeds = [channels.rightsChanged, channels.agentRevoked]

/** How often rights are looked at without being told, and `alive` is said; also ends viewers whose session ran out. */
const aliveMs = 5_000

interface FeedPorts {
  readonly database: Database
  readonly clock: Clock
}

/**
 * What one relay has to be told, for as long as it listens: first and then at every change and every 5 s, which viewers
 * must go. Each relay is told of all of them; those that it does not hold mean nothing to it.
 */
export type RelayFeed = (signal: AbortSignal) => AsyncGenerator<RelayChange>

export const makeRelayFeed =
  (ports: FeedPorts): RelayFeed =>
  signal =>
    relayChanges(ports, signal)

async function* relayChanges(ports: FeedPorts, signal: AbortSignal): AsyncGenerator<RelayChange> {
  const { database, clock } = ports
  let told = new Set<string>()
  let wake: () => void = () => undefined
  let isStale = true
  const look = () => {
    isStale = true
    wake()
  }
  const stopListening = await Promise.all(feeds.map(channel => database.listen(channel, look)))
  const stopTicking = clock.every(aliveMs, look)
  signal.addEventListener('abort', look)
  try {
    while (!signal.aborted) {
      if (!isStale) await new Promise<void>(resolve => (wake = resolve))
      isStale = false
      const gone = await closeViewers(database.db, clock.wallMs())
      yield* changesFor(gone.filter(({ viewerId }) => !told.has(viewerId)))
      told = new Set(gone.map(({ viewerId }) => viewerId))
      yield { kind: 'alive' }
    }
  } finally {
    stopTicking()
    await Promise.all(stopListening.map(stop => stop()))
  }
}

function changesFor(gone: readonly ViewerStanding[]): RelayChange[] {
  if (gone.length === 0) return []
  const streamIds = [...new Set(gone.filter(({ place }) => place === null).map(({ streamId }) => streamId))]
  const viewers: RelayChange = {
    kind: 'close-viewers',
    viewerIds: gone.map(({ viewerId }) => viewerId),
    code: closeCodes.rightsChanged,
  }
  return streamIds.length === 0 ? [viewers] : [viewers, { kind: 'close-streams', streamIds }]
}
