import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import type { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { MqttSession } from './mqtt-session.ts'

/** A message that stays in the index until the control plane acknowledged it. */
export interface OutboxMessage {
  readonly id: string
  /** Name of its definition. */
  readonly name: string
  readonly payload: unknown
}

/** What the sender needs of the index. */
export interface Outbox {
  /** Oldest first, at most one of each camera. */
  nextMessages(limit: number): OutboxMessage[]
  acknowledge(ids: readonly string[]): void
  reject(id: string, reason: string): void
}

const definitions = { [recordsAppended.name]: recordsAppended, [configApplied.name]: configApplied }

/** How many messages may be on their way without an acknowledgement. */
const window = 32
/** An answer usually takes milliseconds; after this long the message, or its answer, is taken for lost. */
const resendAfterMs = 30_000

/**
 * Sends what the outbox holds, in order for each camera, and forgets it only on the control plane's word. The broker
 * may lose everything: what is unanswered is sent again.
 */
export function createOutboxSender(deps: { outbox: Outbox; session: MqttSession; clock: Clock; log: Log }) {
  const inFlight = new Map<string, number>()

  async function send(message: OutboxMessage): Promise<void> {
    const definition = definitions[message.name]
    if (!definition) return deps.outbox.reject(message.id, `unknown message ${message.name}`)
    try {
      await deps.session.publish(definition, message.payload as never)
    } catch (error) {
      inFlight.delete(message.id)
      deps.log.debug({ err: error, id: message.id }, 'message not sent; it stays in the outbox')
    }
  }

  function pump(): void {
    if (!deps.session.connected()) return
    const now = deps.clock.monotonicMs()
    for (const message of deps.outbox.nextMessages(window)) {
      const sentAt = inFlight.get(message.id)
      if (sentAt !== undefined && now - sentAt < resendAfterMs) continue
      inFlight.set(message.id, now)
      void send(message)
    }
  }

  return {
    /** Call when something was put into the outbox, and every few seconds. */
    pump,
    /** A new connection: nothing that was sent before counts. */
    reconnected(): void {
      inFlight.clear()
      pump()
    },
    acknowledged(ack: PayloadOf<typeof outboxAck>): void {
      for (const id of ack.ids) inFlight.delete(id)
      if (ack.ids.length > 0) deps.outbox.acknowledge(ack.ids)
      for (const { id, reason } of ack.rejected) {
        inFlight.delete(id)
        deps.log.error({ id, reason }, 'the control plane refused a record; it is kept aside')
        deps.outbox.reject(id, reason)
      }
      pump()
    },
  }
}
export type OutboxSender = ReturnType<typeof createOutboxSender>
