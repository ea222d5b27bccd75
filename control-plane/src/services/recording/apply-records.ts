import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { isExclusionViolation } from '../../db/errors.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { silenceMs } from '../agent/record-status.ts'
import { freezeChain } from './freeze-chain.ts'
import { holdChain, needsUpgrade, whyHeld } from './hold-chain.ts'
import { insertRecords } from './insert-records.ts'
import {
  hashesInChain,
  type LockedChain,
  loadChainOwner,
  loadSeam,
  lockChain,
  moveChainHead,
  type OwnedChain,
  standingState,
} from './load-chain.ts'
import { loadGround } from './load-ground.ts'
import { noteEarlyEvictions } from './note-evictions.ts'
import { type ArrivedBatch, isSignedWord, readBatch } from './read-batch.ts'
import { earlyEvictions } from './rules/early-evictions.ts'
import { judgeAhead } from './rules/judge-ahead.ts'
import { judgeArrivals } from './rules/judge-arrivals.ts'
import { isUnknownCause } from './rules/judge-cause.ts'
import { judgeRecords } from './rules/judge-records.ts'
import { type HashedRecord, hashOf, verifyRecords } from './verify-records.ts'

/**
 * What became of a batch. `applied` and `known` are to be acknowledged; `gap` is not, so that the agent sends what is
 * missing first; `rejected` says, in a public sentence, why the batch can never be applied; `held` why it is not now,
 * and the agent keeps it.
 */
export type Applied = 'applied' | 'known' | 'gap' | { readonly rejected: string } | { readonly held: string }

/**
 * What is to become of it: `refused` freezes the chain where the agent has signed it. `unknown`: a younger release may
 * know what it says; where the agent says that it is one, it is held. Nothing else is held for that: what an agent says
 * of its release is not signed. `waits`: nothing is said against it, and time alone mends it.
 */
type Outcome = Applied | { readonly refused: string; readonly unknown?: boolean } | { readonly waits: string }

const unheard = 'What it deleted is looked at when its agent has reported what settings it follows.'

const overlapAtInsert = 'Time is accounted for a second time.'

/**
 * Adds an agent's signed records to its camera's chain: all of them or none, and each once however often it comes.
 * Records that cannot be true freeze the chain, in the same transaction and once: from then on they are held.
 */
export async function applyRecords(context: Context, batch: ArrivedBatch): Promise<Applied> {
  const agent = authorizeAgent(context)
  const once = (work: (tx: Tx, owner: OwnedChain, chain: LockedChain) => Promise<Outcome>) =>
    transaction(context, async (tx): Promise<Applied> => {
      const owner = await loadChainOwner(tx, agent, batch.cameraId)
      if (owner === null) return { rejected: 'The camera is not one of this agent.' }
      const chain = await lockChain(tx, owner, context.clock.wallMs())
      if (chain.state !== 'open') return { held: whyHeld(chain) }
      const outcome = await work(tx, owner, chain)
      if (typeof outcome !== 'object') return outcome
      if ('waits' in outcome) return holdChain(tx, context, owner, chain, outcome.waits)
      if (!('refused' in outcome)) return outcome
      if (!isSignedWord(batch.records, owner)) return { rejected: outcome.refused }
      if (outcome.unknown && isYounger(owner)) return holdChain(tx, context, owner, chain, needsUpgrade)
      await freezeChain(tx, context, owner, { reason: outcome.refused, records: batch.records })
      return { held: whyHeld({ state: standingState('frozen', owner.isRemoved), reason: outcome.refused }) }
    })
  try {
    return await once((tx, owner, chain) => apply(tx, context, batch, owner, chain))
  } catch (error) {
    // The rule found nothing and the database did: rows from before the rule lie over each other.
    if (!isExclusionViolation(error)) throw error
    return once(async () => ({ refused: overlapAtInsert }))
  }
}

async function apply(
  tx: Tx,
  context: Context,
  batch: ArrivedBatch,
  owner: OwnedChain,
  chain: LockedChain,
): Promise<Outcome> {
  const read = readBatch(batch.records)
  if (!read.ok) return refusalOf(read)
  const { records } = read
  const lineageId = records[0]!.lineageId ?? null
  if (records.some(record => (record.lineageId ?? null) !== lineageId))
    return { rejected: 'The records are of two lineages.' }
  if (lineageId !== chain.lineageId) return ofOtherLineage(tx, owner, records, lineageId)

  const isNew = chain.head === null || records[0]!.sequence > chain.head.sequence
  const known = isNew ? new Map() : await hashesInChain(tx, records, owner.cameraId, chain.lineage)
  const verdict = verifyRecords(records, owner, chain.head, known)
  if (verdict.kind === 'rejected') return refusalOf(verdict)
  if (verdict.kind !== 'continues') return verdict.kind
  const { fresh } = verdict
  const nowMs = context.clock.wallMs()
  const lineageBegunAtMs =
    lineageId === null ? null : ((await loadSeam(tx, owner.cameraId, lineageId))?.begunAtMs ?? null)
  if (isYounger(owner) && fresh.some(hasUnknownCause)) return { waits: needsUpgrade }
  const arrived = judgeArrivals(
    chain.arrivals,
    fresh.map(({ record }) => record),
    nowMs,
  )
  const waits = judgeAhead(fresh, { nowMs, writtenAtMs: Math.max(chain.updatedAtMs, owner.addedAtMs) }) ?? arrived.waits
  if (waits !== null) return { waits }
  const ground = await loadGround(tx, owner, fresh, { nowMs, lineageBegunAtMs })
  const fault = judgeRecords(fresh, ground)
  if (fault !== null) {
    // A restored database: what its agent follows by now it says with its first heartbeat, which may come after these.
    const isUnheard = nowMs - (owner.heardAtMs ?? 0) > silenceMs
    return isUnheard && judgeRecords(fresh, { ...ground, retentions: [] }) === null
      ? { waits: unheard }
      : { refused: fault }
  }
  if (!(await insertRecords(tx, fresh, owner, chain.lineage, nowMs))) return { refused: 'A segment id is used twice.' }
  await moveChainHead(tx, owner.cameraId, verdict.head, { nowMs, arrivals: arrived.arrivals })
  await noteEarlyEvictions(tx, context, owner, earlyEvictions(fresh, ground))
  return 'applied'
}

const isYounger = ({ protocol }: OwnedChain): boolean => (protocol ?? 0) > protocolVersion

const hasUnknownCause = ({ record }: HashedRecord): boolean => record.kind === 'ledger' && isUnknownCause(record)

/**
 * What nobody has signed, e.g. honest records in a wrong order, freezes nothing: whoever holds the broker could have
 * put it together.
 */
const refusalOf = (fault: { reason: string; assembled: boolean; unknown?: boolean }): Outcome =>
  fault.assembled ? { rejected: fault.reason } : { refused: fault.reason, unknown: fault.unknown ?? false }

/** Records of a lineage that is not written now: of an older one, or of one that was not announced. */
async function ofOtherLineage(
  tx: Tx,
  owner: OwnedChain,
  records: readonly ChainRecord[],
  lineageId: string | null,
): Promise<Outcome> {
  const ordinal = lineageId === null ? 0 : (await loadSeam(tx, owner.cameraId, lineageId))?.ordinal
  if (ordinal === undefined) return { held: 'This lineage was not announced yet.' }
  const known = await hashesInChain(tx, records, owner.cameraId, ordinal)
  const isKnown = records.every(record => known.get(record.sequence) === hashOf(record))
  return isKnown ? 'known' : { rejected: 'The chain has gone on in a newer lineage.' }
}
