import { createHash } from 'node:crypto'

/** What the choice looks at. */
export interface RelayCandidate {
  readonly id: string
  readonly viewers: number
  readonly viewersMax: number
}

/** Above this share of its viewers a relay is full for newcomers, so that those who reconnect find a place. */
const fullAt = 0.95

const rank = (relayId: string, key: string): string => createHash('sha256').update(`${relayId} ${key}`).digest('hex')

/**
 * The relays for a camera, best first, by rendezvous hashing (Thaler and Ravishankar, 1998): every api instance comes to
 * the same answer without asking another, all viewers of a camera meet at one relay, so that its agent sends each stream
 * once, and where a relay goes only its own cameras move. Full ones come last.
 */
export function relaysFor<Relay extends RelayCandidate>(relays: readonly Relay[], cameraId: string): Relay[] {
  const isFull = (relay: Relay) => relay.viewers >= relay.viewersMax * fullAt
  return relays
    .map(relay => ({ relay, full: Number(isFull(relay)), rank: rank(relay.id, cameraId) }))
    .sort((a, b) => a.full - b.full || (a.rank < b.rank ? -1 : 1))
    .map(({ relay }) => relay)
}
