import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { AppliedManifest, Ground, Stretch } from './ground.ts'
import { judgeEviction } from './judge-eviction.ts'

/**
 * Whether entries that name a manifest may: a `recorded` one gives time to it once, and no other than its own; an
 * `evicted` one takes exactly that time back, once, and for a cause that may be. Entries that name none pass.
 */
export class ClaimJudge {
  readonly #ground: Ground
  readonly #manifests: Map<string, AppliedManifest>
  /** Ends and beginnings of what is accounted for, before and in the batch. */
  readonly #ends: Set<number>
  readonly #begins: Set<number>

  constructor(ground: Ground, entries: readonly LedgerEntry[]) {
    this.#ground = ground
    this.#manifests = new Map(ground.manifests)
    const claims = [...ground.applied, ...entries.filter(({ state }) => state !== 'evicted')]
    this.#ends = new Set(claims.map(({ toMs }) => toMs))
    this.#begins = new Set(claims.map(({ fromMs }) => fromMs))
  }

  /** A manifest of the batch, before the entries that come behind it. */
  add(hash: string, manifest: Pick<AppliedManifest, 'wallStartMs' | 'wallEndMs' | 'configVersion'>): void {
    const { wallStartMs, wallEndMs, configVersion } = manifest
    const unclaimed = { claimed: null, evicted: false, archived: false }
    this.#manifests.set(hash, { wallStartMs, wallEndMs, configVersion, ...unclaimed })
  }

  /** @returns a public sentence, or null where the entry may. */
  judge(entry: LedgerEntry): string | null {
    if (entry.manifestHash === null) return null
    const named = this.#manifests.get(entry.manifestHash)
    if (!named) return 'An entry names a segment that is not known.'
    if (entry.state === 'evicted') return this.#evict(entry.manifestHash, named, entry)
    if (named.claimed) return 'A segment is recorded a second time.'
    if (!this.#isOwnTime(entry, named)) return 'A recording is not of the time of its segment.'
    this.#manifests.set(entry.manifestHash, { ...named, claimed: { fromMs: entry.fromMs, toMs: entry.toMs } })
    return null
  }

  #evict(hash: string, named: AppliedManifest, entry: LedgerEntry): string | null {
    const { fromMs, toMs } = entry
    if (named.evicted) return 'A segment is deleted a second time.'
    if (named.claimed?.fromMs !== fromMs || named.claimed.toMs !== toMs) return 'What is deleted was not recorded so.'
    this.#manifests.set(hash, { ...named, evicted: true })
    return judgeEviction(entry, named, this.#ground)
  }

  /** All of the segment, or what of it was not accounted for yet: then something is accounted for where it was cut. */
  #isOwnTime({ fromMs, toMs }: Stretch, { wallStartMs, wallEndMs }: AppliedManifest): boolean {
    if (fromMs < wallStartMs || toMs > wallEndMs) return false
    const { addedAtMs, lineageBegunAtMs } = this.#ground
    // An agent whose clock is behind begins at its own time, which is before the camera was added.
    const ledgerBegins = fromMs <= addedAtMs || fromMs === lineageBegunAtMs
    return (
      (fromMs === wallStartMs || ledgerBegins || this.#ends.has(fromMs)) &&
      (toMs === wallEndMs || toMs === lineageBegunAtMs || this.#begins.has(toMs))
    )
  }
}
