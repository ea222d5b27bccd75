import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'

/** Something that has happened in the agent, told to whoever subscribed. The list is closed: one line for each kind. */
export type Fact =
  /** The segment is in the index, with its ledger entry, message and upload. Recovery may tell of one a second time. */
  | { readonly kind: 'segmentRecorded'; readonly manifest: SegmentManifest }
  /** A camera is in another state than before; its report says in which. */
  | { readonly kind: 'cameraChanged'; readonly cameraId: string }
  /** The recorder process died. What it had written is told by `segmentRecorded` once it is recovered. */
  | { readonly kind: 'recorderLost' }
  /** A configuration is in force; not `ok` where a camera of it could not be set up, version 0 where it was refused. */
  | { readonly kind: 'configApplied'; readonly version: number; readonly ok: boolean }
  /** The connection to the broker came up or went down. */
  | { readonly kind: 'linkChanged'; readonly isUp: boolean }
  /** Both sides of the chains were looked at: records of other cameras than before may be sent. */
  | { readonly kind: 'chainsCompared' }
  /** The control plane has taken messages of the outbox. */
  | { readonly kind: 'outboxAcknowledged' }

export type FactKind = Fact['kind']
export type FactOf<Kind extends FactKind> = Extract<Fact, { kind: Kind }>

/**
 * Facts of which every one counts. All others are hints that something should be looked at again: while one waits, a
 * newer one of its kind (about the same camera, where it is about one) takes its place.
 */
const counted = ['segmentRecorded'] as const satisfies readonly FactKind[]
export type CountedKind = (typeof counted)[number]

/** What a newer hint replaces the waiting one by; null for a fact that counts. */
export function hintKey(fact: Fact): string | null {
  if (counted.some(kind => kind === fact.kind)) return null
  return 'cameraId' in fact ? `${fact.kind} ${fact.cameraId}` : fact.kind
}
