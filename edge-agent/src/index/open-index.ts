import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Random } from '../platform/random.ts'
import { createSegmentAppender } from './append-segment.ts'
import { createChainEnd } from './chain-append.ts'
import { createChainStore } from './chain-store.ts'
import { createCommandStore } from './command-store.ts'
import { type Database, openDatabase } from './database.ts'
import { createEvictionStore } from './eviction-store.ts'
import { createFillStore } from './fill-store.ts'
import { createFoundStore } from './found-store.ts'
import type { IndexOwner } from './index-owner.ts'
import { createLedgerWriter } from './ledger-append.ts'
import { createLineageStore } from './lineage-store.ts'
import { createLineageWriter, lostNote } from './lineage-writer.ts'
import { createNotes, type Notes } from './notes.ts'
import { createOutbox } from './outbox.ts'
import { createRestoreStore } from './restore-store.ts'
import type { SegmentIndex } from './segment-index.ts'
import { createUploadStore } from './upload-store.ts'
import { createUsage } from './usage.ts'

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
export function openIndex(options: IndexOptions): SegmentIndex {
  return indexOver(openDatabase(options.path), options)
}

/** The index on a connection that is open already; {@link openIndex} is the way outside of simulations. */
export function indexOver(database: Database, options: Omit<IndexOptions, 'path'>): SegmentIndex {
  const notes = createNotes(database)
  claim(notes, options.owner, () => database.sql.close())
  const { clock, random, owner, sign } = options
  const chain = createChainEnd(database, bytes => sign(bytes))
  const ledger = createLedgerWriter(chain, { agentId: owner.agentId, clock, random })
  const outbox = createOutbox(database, { clock, random })
  const appender = createSegmentAppender(database, { owner, chain, ledger, outbox })
  const lineages = createLineageWriter(database, { chain, notes, clock, random })
  const { enqueueRecords: _, ...outboxStore } = outbox
  return {
    ...notes,
    ...createChainStore(database, { chain, appender, lineages }),
    ...createLineageStore(database, { chain, outbox, lineages }),
    ...createFoundStore(database),
    ...createRestoreStore(database, { chain, ledger, outbox }),
    ...createFillStore(database, appender),
    ...outboxStore,
    ...createUploadStore(database),
    ...createEvictionStore(database, { chain, ledger, outbox }),
    ...createCommandStore(database),
    ...createUsage(database),
    declareLost() {
      if (notes.note(lostNote) === null) notes.setNote(lostNote, String(clock.wallMs()))
    },
    close: () => database.sql.close(),
  }
}

/** Records signed for one agent must not be continued by another. */
function claim(notes: Notes, owner: IndexOwner, close: () => void): void {
  const mine = `${owner.organisationId}/${owner.agentId}`
  const found = notes.note('owner')
  if (found === null) notes.setNote('owner', mine)
  else if (found !== mine) {
    close()
    throw new AppError('index.damaged', { detail: `the index belongs to ${found}, this agent is ${mine}` })
  }
}
