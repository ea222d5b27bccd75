import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { SegmentIndex } from './segment-index.ts'

/** Who signs: goes into every manifest. An index belongs to one agent for life. */
export interface IndexOwner {
  readonly organisationId: string
  readonly siteId: string
  readonly agentId: string
}

export interface IndexOptions {
  /** Path of the SQLite file, or `:memory:`. */
  readonly path: string
  readonly owner: IndexOwner
  /** Ed25519 by the agent's key, base64url without padding. */
  sign(bytes: Uint8Array): string
  readonly clock: Clock
  readonly random: Random
}

/**
 * @throws AppError index.damaged where the file is no intact index of this agent: the caller sets it aside.
 */
export function openIndex(_options: IndexOptions): SegmentIndex {
  throw new Error('not built yet')
}
