import type { LineageStatement, SeamReason } from '@nightjar/shared/records/lineage.ts'

/** A lineage of this agent's that is not the first of its camera's chain. */
export interface LocalLineage {
  readonly lineageId: string
  readonly why: SeamReason
  /** `begun`: nothing of it may be sent; `taken`: the control plane has its statement; `filled`: nothing is left to do. */
  readonly state: 'begun' | 'taken' | 'filled'
  readonly begunAtMs: number
  /** As it was signed last; null until the control plane has told its head. */
  readonly statement: LineageStatement | null
}

/** Where a camera's chain stands here. */
export interface LocalChain {
  readonly cameraId: string
  /** null: the chain's first. */
  readonly lineage: LocalLineage | null
  /** Sequence number of the next record of the lineage. */
  readonly next: number
  /** Sequence number of the first record that was not acknowledged; `next` where all were. */
  readonly unsent: number
  /** Some were refused by a control plane that did not keep them for an administrator. */
  readonly isRefused: boolean
}
