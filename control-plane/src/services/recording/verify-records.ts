import { createHash } from 'node:crypto'
import { type ChainRecord, chainStart, signedBytes } from '@nightjar/shared/records/chain.ts'
import { verifyBytes } from '../../keys/ed25519.ts'

/** The newest applied record of the lineage that is written now. */
export interface ChainHead {
  readonly sequence: number
  readonly hash: string
}

/** To whom a chain belongs; every record must say the same. */
export interface ChainOwner {
  readonly organisationId: string
  readonly siteId: string
  readonly agentId: string
  readonly cameraId: string
  /** Ed25519, raw, base64url. */
  readonly publicKey: string
}

export interface HashedRecord {
  readonly record: ChainRecord
  /** SHA-256 of the signed bytes, hex: what the next record must name. */
  readonly hash: string
}

export type Verdict =
  /** `fresh` continues the chain exactly and every signature is right. */
  | { readonly kind: 'continues'; readonly fresh: readonly HashedRecord[]; readonly head: ChainHead }
  | { readonly kind: 'known' }
  /** Something before these records has not arrived yet. */
  | { readonly kind: 'gap' }
  /**
   * Can never be applied; the reason is a public sentence. `assembled`: the records may be right and only their order is
   * not, for which nobody has signed.
   */
  | { readonly kind: 'rejected'; readonly reason: string; readonly assembled: boolean }

const rejected = (reason: string, assembled = false): Verdict => ({ kind: 'rejected', reason, assembled })

/**
 * Judges a batch against the chain so far. A batch may begin with records that are applied already (it was resent);
 * those must be the same ones, or the agent's disk was set back or copied and the chain has forked.
 *
 * @param known hashes by sequence number of the applied records that the batch overlaps.
 */
export function verifyRecords(
  records: readonly ChainRecord[],
  owner: ChainOwner,
  head: ChainHead | null,
  known: ReadonlyMap<number, string>,
): Verdict {
  const hashed = records.map(record => ({ record, hash: hashOf(record) }))
  if (!records.every(record => belongsTo(record, owner)))
    return rejected('The records belong to another camera, agent or organisation.')
  if (!hashed.every((one, at) => at === 0 || follows(one.record, hashed[at - 1]!)))
    return rejected('The records do not follow one another.', true)

  const next = (head?.sequence ?? -1) + 1
  const [applied, fresh] = [
    hashed.filter(({ record }) => record.sequence < next),
    hashed.filter(({ record }) => record.sequence >= next),
  ]
  if (applied.some(({ record, hash }) => known.get(record.sequence) !== hash))
    return rejected('The chain has forked: other records have these numbers.')
  const [first, last] = [fresh[0], fresh.at(-1)]
  if (first === undefined || last === undefined) return { kind: 'known' }
  if (first.record.sequence > next) return { kind: 'gap' }
  if (first.record.previousHash !== (head?.hash ?? chainStart))
    return rejected('The chain has forked: the record before is another one.')
  if (!fresh.every(({ record }) => isSignedBy(owner.publicKey, record))) return rejected('A signature is wrong.')
  return { kind: 'continues', fresh, head: { sequence: last.record.sequence, hash: last.hash } }
}

const isSignedBy = (publicKey: string, record: ChainRecord): boolean =>
  verifyBytes(publicKey, signedBytes(record), record.signature)

/** SHA-256 over the signed bytes, hex. */
export const hashOf = (record: ChainRecord): string => createHash('sha256').update(signedBytes(record)).digest('hex')

const follows = (record: ChainRecord, before: HashedRecord): boolean =>
  record.sequence === before.record.sequence + 1 && record.previousHash === before.hash

function belongsTo(record: ChainRecord, owner: ChainOwner): boolean {
  if (record.cameraId !== owner.cameraId || record.agentId !== owner.agentId) return false
  if (record.kind === 'ledger') return true
  return record.organisationId === owner.organisationId && record.siteId === owner.siteId
}
