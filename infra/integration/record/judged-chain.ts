import { createHash } from 'node:crypto'
import type { Stretch } from '@nightjar/control-plane/services/recording/rules/ground.ts'
import { windowOf } from '@nightjar/control-plane/services/recording/rules/judge-budget.ts'
import { judgeRecords } from '@nightjar/control-plane/services/recording/rules/judge-records.ts'
import { type ChainRecord, signedBytes } from '@nightjar/shared/records/chain.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'

const skewMs = 5 * 60_000
const hashOf = (record: ChainRecord) => createHash('sha256').update(signedBytes(record)).digest('hex')

interface Applied {
  readonly manifest: SegmentManifest
  claimed: Stretch | null
  evicted: boolean
}

/** The control plane's rules over what was applied before, in memory: batches are taken or refused one after the other. */
export class JudgedChain {
  readonly #addedAtMs: number
  readonly #claims: Stretch[] = []
  readonly #manifests = new Map<string, Applied>()
  #lineageBegunAtMs: number | null = null

  constructor(addedAtMs: number) {
    this.#addedAtMs = addedAtMs
  }

  /** The end of the newest entry; null without any. */
  get accountedToMs(): number | null {
    return this.#claims.length === 0 ? null : Math.max(...this.#claims.map(({ toMs }) => toMs))
  }

  seam(begunAtMs: number): void {
    this.#lineageBegunAtMs = begunAtMs
  }

  /** @returns why the batch is refused; null where it is taken. */
  take(records: readonly ChainRecord[]): string | null {
    const hashed = records.map(record => ({ record: inTens(record), hash: hashOf(record) }))
    const fault = judgeRecords(hashed, {
      addedAtMs: this.#addedAtMs,
      earliestMs: this.#addedAtMs - skewMs,
      // Clocks are set within these stories; that nothing lies ahead has tests of its own.
      nowMs: Number.MAX_SAFE_INTEGER,
      lineageBegunAtMs: this.#lineageBegunAtMs,
      applied: this.#claims,
      manifests: new Map(
        [...this.#manifests].map(([hash, { manifest, claimed, evicted }]) => [
          hash,
          { ...manifest, claimed, evicted, archived: false },
        ]),
      ),
      entriesOfWindow: new Map(
        [...Map.groupBy(this.#claims, ({ fromMs }) => windowOf(fromMs))].map(([window, own]) => [window, own.length]),
      ),
      foreignStreams: new Set(),
      retentions: [{ version: 0, retentionDays: 0.01, quotaBytes: null, isKnown: true }],
    })
    if (fault === null) for (const { record, hash } of hashed) this.#apply(record, hash)
    return fault
  }

  #apply(record: ChainRecord, hash: string): void {
    if (record.kind === 'segment') {
      this.#manifests.set(hash, { manifest: record, claimed: null, evicted: false })
      return
    }
    const { state, fromMs, toMs, manifestHash } = record
    const named = manifestHash === null ? undefined : this.#manifests.get(manifestHash)
    if (state === 'evicted') named!.evicted = true
    else this.#claims.push({ fromMs, toMs })
    if (state === 'recorded') named!.claimed = { fromMs, toMs }
  }
}

/** The scenes make up segments of one fragment, however long; real ones have one for each half second. */
function inTens(record: ChainRecord): ChainRecord {
  if (record.kind !== 'segment') return record
  const { mediaStartMs, mediaEndMs, initLength, byteLength } = record
  const count = Math.max(1, Math.ceil((mediaEndMs - mediaStartMs) / 10_000))
  const part = (from: number, to: number, index: number) => from + Math.floor(((to - from) * index) / count)
  const fragments = Array.from({ length: count }, (_, index): SegmentManifest['fragments'][number] => [
    part(mediaStartMs, mediaEndMs, index),
    part(initLength, byteLength, index),
    1,
  ])
  return { ...record, fragments }
}
