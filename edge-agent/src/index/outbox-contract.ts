import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import type { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import type { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'

/** Messages that are kept until the control plane acknowledged them. */
export type OutboxMessage =
  | { readonly name: 'records.appended'; readonly payload: PayloadOf<typeof recordsAppended> }
  | { readonly name: 'config.applied'; readonly payload: PayloadOf<typeof configApplied> }

export interface OutboxStore {
  /** `payload.id` is the id by which it is acknowledged. Messages without a camera share one lane. */
  enqueue(message: OutboxMessage): void
  /**
   * The oldest message of each lane (one lane per camera, one for the rest), oldest first. The same messages come
   * again until they are acknowledged or rejected: who sends remembers what is on its way. Nothing of the cameras that
   * are `held` (of no camera where that is `all`), nor of a lineage that the control plane has no statement of.
   */
  nextMessages(limit: number, held?: readonly string[] | 'all'): readonly OutboxMessage[]
  /** The camera of a message; empty where it is of none, null where there is no such message. */
  laneOf(id: string): string | null
  acknowledge(ids: readonly string[]): void
  /** Sets the message aside, for people to look at; the lane goes on. */
  reject(id: string, reason: string): void
  outboxDepth(): number
  rejectedMessages(): readonly { readonly id: string; readonly reason: string }[]
}
