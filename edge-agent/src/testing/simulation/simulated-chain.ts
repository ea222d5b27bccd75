import { isDeepStrictEqual } from 'node:util'
import type { ChainState, KnownSegment } from '@nightjar/shared/protocol/agent-chains.ts'
import { isLedgerCause } from '@nightjar/shared/records/causes.ts'
import { type ChainRecord, chainStart, signedBytes } from '@nightjar/shared/records/chain.ts'
import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { ChainPlace, LineageStatement } from '@nightjar/shared/records/lineage.ts'
import { sha256 } from '../../index/chain-append.ts'
import { startMs } from './places.ts'

export interface ChainData {
  status: ChainState
  head: ChainPlace
  lineageId: string | null
  /** Of the lineage in force. */
  records: ChainRecord[]
  readonly statements: LineageStatement[]
  /** All that was applied, over all lineages. */
  readonly entries: LedgerEntry[]
  readonly segments: Map<string, { -readonly [Key in keyof KnownSegment]: KnownSegment[Key] }>
  /** Why it was frozen, each time. */
  readonly refusals: string[]
}

const empty = (): ChainData => ({
  status: 'open',
  head: null,
  lineageId: null,
  records: [],
  statements: [],
  entries: [],
  segments: new Map(),
  refusals: [],
})

/** One camera's chain as the control plane has it, with all of its rules. */
export class SimulatedChain {
  readonly data: ChainData

  constructor(data: ChainData = empty()) {
    this.data = data
  }

  get accountedToMs(): number | null {
    return this.data.entries.length === 0 ? null : Math.max(...this.data.entries.map(entry => entry.toMs))
  }

  /** All of a message or nothing; what breaks a rule freezes the chain. */
  apply(records: readonly ChainRecord[], nowMs: number): 'applied' | 'gap' | { readonly held: string } {
    const { data } = this
    if (data.status !== 'open') return { held: 'frozen' }
    const fresh = records.filter(record => record.sequence >= data.records.length)
    const problem = this.#forked(records) ?? (fresh[0] ? this.#problem(fresh, nowMs) : null)
    if (problem === 'gap') return 'gap'
    if (problem) {
      data.status = 'frozen'
      data.refusals.push(problem)
      return { held: problem }
    }
    for (const record of fresh) this.#add(record)
    return 'applied'
  }

  /** False where the statement does not follow the head. */
  begin(statement: LineageStatement): boolean {
    const { data } = this
    if (data.lineageId === statement.lineageId) return data.statements.some(each => isDeepStrictEqual(each, statement))
    if (data.status === 'frozen' || !isDeepStrictEqual(statement.follows, data.head)) return false
    data.statements.push(statement)
    data.lineageId = statement.lineageId
    data.records = []
    data.status = 'open'
    return true
  }

  #forked(records: readonly ChainRecord[]): string | null {
    const { lineageId, records: have } = this.data
    if (records.some(record => (record.lineageId ?? null) !== lineageId)) return 'another lineage'
    const again = records.filter(record => record.sequence < have.length)
    return again.every(record => isDeepStrictEqual(record, have[record.sequence])) ? null : 'forked'
  }

  #problem(fresh: readonly ChainRecord[], nowMs: number): string | null {
    if (fresh[0]!.sequence > this.data.records.length) return 'gap'
    const last = this.data.records.at(-1)
    let previousHash = last ? sha256(signedBytes(last)) : chainStart
    const entries = [...this.data.entries]
    const ids = new Set(this.data.segments.keys())
    const manifests = new Set([...this.data.segments.values()].map(({ manifest }) => sha256(signedBytes(manifest))))
    for (const record of fresh) {
      if (record.previousHash !== previousHash) return 'the record before is another one'
      previousHash = sha256(signedBytes(record))
      if (record.kind === 'segment') {
        if (ids.has(record.segmentId)) return 'a segment id is used twice'
        if (record.wallEndMs > nowMs + 300_000) return 'from the future'
        ids.add(record.segmentId)
        manifests.add(previousHash)
      } else {
        const problem = problemOf(record, entries, manifests, nowMs)
        if (problem) return problem
        entries.push(record)
      }
    }
    return fresh.some(
      record => record.kind === 'ledger' && record.state === 'recorded' && !this.#isOwnTime(record, fresh, entries),
    )
      ? 'a recording is not of the time of its segment'
      : null
  }

  /** All of its segment, or what was not accounted for yet: then something else begins or ends where it was cut. */
  #isOwnTime(entry: LedgerEntry, fresh: readonly ChainRecord[], entries: readonly LedgerEntry[]): boolean {
    const known = [...this.data.segments.values()].map(segment => segment.manifest)
    const manifests = [...known, ...fresh.filter(record => record.kind === 'segment')]
    const { wallStartMs, wallEndMs } = manifests.find(each => sha256(signedBytes(each)) === entry.manifestHash)!
    if (entry.fromMs < wallStartMs || entry.toMs > wallEndMs) return false
    const others = entries.filter(each => each.state !== 'evicted')
    return (
      (entry.fromMs === wallStartMs || entry.fromMs === startMs || others.some(each => each.toMs === entry.fromMs)) &&
      (entry.toMs === wallEndMs || others.some(each => each.fromMs === entry.toMs))
    )
  }

  #add(record: ChainRecord): void {
    const { data } = this
    const hash = sha256(signedBytes(record))
    data.records.push(record)
    data.head = { lineageId: data.lineageId, sequence: record.sequence, hash }
    if (record.kind === 'segment') {
      data.segments.set(record.segmentId, { manifest: record, entry: null, evicted: false, receipt: null })
      return
    }
    data.entries.push(record)
    if (record.manifestHash === null) return
    const segment = [...data.segments.values()].find(
      ({ manifest }) => sha256(signedBytes(manifest)) === record.manifestHash,
    )!
    if (record.state === 'evicted') segment.evicted = true
    else segment.entry = record
  }
}

function problemOf(
  entry: LedgerEntry,
  before: readonly LedgerEntry[],
  manifests: ReadonlySet<string>,
  nowMs: number,
): string | null {
  if (entry.toMs > nowMs + 300_000) return 'from the future'
  if (entry.manifestHash !== null && !manifests.has(entry.manifestHash)) return 'of no manifest'
  const lies = (each: LedgerEntry) => each.manifestHash === entry.manifestHash
  if (entry.state === 'evicted') {
    if (!entry.cause?.startsWith('retention.') || !isLedgerCause(entry.cause)) return `evicted by ${entry.cause}`
    const over = before.find(each => each.state === 'recorded' && lies(each))
    if (!over || over.fromMs !== entry.fromMs || over.toMs !== entry.toMs) return 'evicted lies over nothing recorded'
    return before.some(each => each.state === 'evicted' && lies(each)) ? 'evicted twice' : null
  }
  const overlap = before.find(each => each.state !== 'evicted' && each.fromMs < entry.toMs && each.toMs > entry.fromMs)
  return overlap ? `overlaps: ${entry.state} over ${overlap.state}` : null
}
