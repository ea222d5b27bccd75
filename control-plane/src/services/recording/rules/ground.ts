/** [fromMs, toMs) on the wall clock. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** A manifest that was applied before. */
export interface AppliedManifest {
  readonly wallStartMs: number
  readonly wallEndMs: number
  /** The time that its `recorded` entry gave to it; null where none did. */
  readonly claimed: Stretch | null
  readonly evicted: boolean
  /** Of the agent's configuration when it was begun. */
  readonly configVersion: number
  /** Its bytes are in the archive. */
  readonly archived: boolean
}

/** How long a camera's recordings are kept, from the configuration of this version on until the next. */
export interface RetentionSetting {
  readonly version: number
  /** null: no recording is deleted for its age. */
  readonly retentionDays: number | null
  /** null: no recording is deleted for a quota. */
  readonly quotaBytes: number | null
  /** false: the agent followed a configuration that is not known here; days and quota mean nothing. */
  readonly isKnown: boolean
}

/** What records are judged against: what was applied before them, and what is known of camera and clock. */
export interface Ground {
  /** When the camera was added: where its ledger begins. */
  readonly addedAtMs: number
  /** Entries begin here at the earliest; before `addedAtMs` by what clocks may differ. */
  readonly earliestMs: number
  readonly nowMs: number
  /** When the lineage was begun, by the agent's clock; null for the first. */
  readonly lineageBegunAtMs: number | null
  /** Applied entries, but for `evicted` ones, that lie over an entry of the batch or touch one. */
  readonly applied: readonly Stretch[]
  /** Of the same camera, by hash: those that entries of the batch name. */
  readonly manifests: ReadonlyMap<string, AppliedManifest>
  /** What the camera's settings have said, by version; empty where the batch deletes nothing. */
  readonly retentions: readonly RetentionSetting[]
  /** How many applied entries, but for `evicted` ones, begin in the same ten minutes as those of the batch, by when these begin. */
  readonly entriesOfWindow: ReadonlyMap<number, number>
  /** Streams that the batch names and that are of other cameras. */
  readonly foreignStreams: ReadonlySet<string>
}

/** By how much an agent's clock may be off before what it says of time is not taken. */
export const skewMs = 5 * 60_000
export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** The full hour (UTC) in which a moment lies, ms. */
export const hourOf = (ms: number): number => Math.floor(ms / hourMs) * hourMs

export const overlaps = (a: Stretch, b: Stretch): boolean => a.fromMs < b.toMs && b.fromMs < a.toMs
