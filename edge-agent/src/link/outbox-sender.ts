import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import type { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import { backoffMs } from '@nightjar/shared/retry/backoff.ts'
import type { ServerClock } from '../api/server-clock.ts'
import type { FactBus } from '../facts/fact-bus.ts'
import type { Log } from '../platform/log.ts'
import type { MqttSession } from './mqtt-session.ts'

/** What the sender needs of the index. */
export interface Outbox {
  /** Oldest first, one of each camera; the same come again until they are acknowledged or rejected. */
  nextMessages(
    limit: number,
    held: readonly string[] | 'all',
  ): readonly { readonly name: string; readonly payload: { readonly id: string } }[]
  acknowledge(ids: readonly string[]): void
  reject(id: string, reason: string): void
  /** The camera of a message; empty or null where it is of none. */
  laneOf(id: string): string | null
}

type OutboxMessage = ReturnType<Outbox['nextMessages']>[number]

const definitions = { [recordsAppended.name]: recordsAppended, [configApplied.name]: configApplied }

/** How many messages may be on their way without an acknowledgement. */
const window = 32
/**
 * How long an answer is awaited. It usually takes milliseconds, so the first time soon; a control plane that is slow, or
 * waits for what came before, is not buried.
 */
const resends = { firstMs: 2_000, maxMs: 30_000, jitter: null }
/** Records that end later than this from now wait, ms: control planes refuse what is from the future by 5 min. */
const earlyMs = 120_000

/**
 * Sends what the outbox holds, in order for each camera, and forgets it only on the control plane's word. The broker
 * may lose everything: what is unanswered is sent again.
 */
export function createOutboxSender(deps: {
  outbox: Outbox
  session: Pick<MqttSession, 'connected' | 'publish'>
  facts: Pick<FactBus, 'publish'>
  /** Cameras of which nothing may be sent now. */
  held: () => readonly string[] | 'all'
  /** The control plane did not take records of this camera now. */
  heldBack: (cameraId: string, reason: string) => void
  serverClock: Pick<ServerClock, 'nowMs'>
  clock: Clock
  log: Log
}) {
  const inFlight = new Map<string, { readonly sentAtMs: number; readonly times: number }>()

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
    const latestMs = deps.serverClock.nowMs() + earlyMs
    for (const message of deps.outbox.nextMessages(window, deps.held())) {
      // The clock of this machine is ahead: what it says is sent when it can be true.
      if (endOf(message) > latestMs) continue
      const { id } = message.payload
      const before = inFlight.get(id)
      if (before && now - before.sentAtMs < backoffMs(resends, before.times - 1)) continue
      inFlight.set(id, { sentAtMs: now, times: (before?.times ?? 0) + 1 })
      void send(message)
    }
  }

  function sendAnew(): void {
    inFlight.clear()
    pump()
  }

  return {
    /** Call when something was put into the outbox, and every few seconds. */
    pump,
    /** A new connection: nothing that was sent before counts. */
    reconnected: sendAnew,
    acknowledged(ack: PayloadOf<typeof outboxAck>): void {
      // Of nothing: whoever serves us begins now, and heard nothing of what was sent before.
      if (ack.ids.length === 0 && ack.rejected.length === 0 && !ack.held?.length) {
        sendAnew()
        return
      }
      for (const id of ack.ids) inFlight.delete(id)
      if (ack.ids.length > 0) deps.outbox.acknowledge(ack.ids)
      for (const { id, reason } of ack.rejected) {
        inFlight.delete(id)
        deps.log.error({ id, reason }, 'the control plane refused a record; it is kept aside')
        deps.outbox.reject(id, reason)
      }
      for (const { id, reason } of ack.held ?? []) {
        inFlight.delete(id)
        const cameraId = deps.outbox.laneOf(id)
        if (!cameraId) continue
        deps.log.warn({ id, cameraId, reason }, 'the control plane does not take records of this camera now')
        deps.heldBack(cameraId, reason)
      }
      pump()
      if (ack.ids.length > 0) deps.facts.publish({ kind: 'outboxAcknowledged' })
    },
  }
}
/** Where the newest record of a message ends, ms; of another message negative infinity. */
function endOf({ payload }: OutboxMessage): number {
  const { records } = payload as { records?: readonly ChainRecord[] }
  const ends = (records ?? []).map(record => (record.kind === 'segment' ? record.wallEndMs : record.toMs))
  return Math.max(...ends, Number.NEGATIVE_INFINITY)
}

export type OutboxSender = ReturnType<typeof createOutboxSender>
