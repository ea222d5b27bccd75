import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import type { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import type { FactBus } from '../facts/fact-bus.ts'
import type { Log } from '../platform/log.ts'
import type { MqttSession } from './mqtt-session.ts'

/** What the sender needs of the index. */
export interface Outbox {
  /** Oldest first, one of each camera; the same come again until they are acknowledged or rejected. */
  nextMessages(limit: number): readonly { readonly name: string; readonly payload: { readonly id: string } }[]
  acknowledge(ids: readonly string[]): void
  reject(id: string, reason: string): void
}

type OutboxMessage = ReturnType<Outbox['nextMessages']>[number]

const definitions = { [recordsAppended.name]: recordsAppended, [configApplied.name]: configApplied }

/** How many messages may be on their way without an acknowledgement. */
const window = 32
/** An answer usually takes milliseconds; after this long the message, or its answer, is taken for lost. */
const resendAfterMs = 30_000

/**
 * Sends what the outbox holds, in order for each camera, and forgets it only on the control plane's word. The broker
 * may lose everything: what is unanswered is sent again.
 */
export function createOutboxSender(deps: {
  outbox: Outbox
  session: Pick<MqttSession, 'connected' | 'publish'>
  facts: Pick<FactBus, 'publish'>
  clock: Clock
  log: Log
}) {
  const inFlight = new Map<string, number>()

  async function send({ name, payload }: OutboxMessage): Promise<void> {
    const definition = definitions[name]
    if (!definition) {
      deps.outbox.reject(payload.id, `unknown message ${name}`)
      return
    }
    try {
      await deps.session.publish(definition, payload as never)
    } catch (error) {
      inFlight.delete(payload.id)
      deps.log.debug({ err: error, id: payload.id }, 'message not sent; it stays in the outbox')
    }
  }

  function pump(): void {
    if (!deps.session.connected()) return
    const now = deps.clock.monotonicMs()
    for (const message of deps.outbox.nextMessages(window)) {
      const sentAt = inFlight.get(message.payload.id)
      if (sentAt !== undefined && now - sentAt < resendAfterMs) continue
      inFlight.set(message.payload.id, now)
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
      if (ack.ids.length > 0) deps.facts.publish({ kind: 'outboxAcknowledged' })
    },
  }
}
export type OutboxSender = ReturnType<typeof createOutboxSender>
