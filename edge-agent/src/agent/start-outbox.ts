import type { MqttSession } from '../link/mqtt-session.ts'
import { createOutboxSender, type OutboxSender } from '../link/outbox-sender.ts'
import type { Store } from './open-store.ts'
import type { PartDeps } from './part-deps.ts'

/** The sender, looking into the outbox whenever something was put there, and afresh on every connection. */
export function startOutbox(deps: PartDeps & { store: Store; session: MqttSession }): OutboxSender {
  const { store, session, facts, clock, log } = deps
  const outbox = createOutboxSender({ outbox: store.index, session, facts, clock, log })
  facts.subscribe('outbox', {
    segmentRecorded: () => outbox.pump(),
    missed: () => outbox.pump(),
    configApplied: () => outbox.pump(),
    linkChanged({ isUp }) {
      if (isUp) outbox.reconnected()
    },
  })
  return outbox
}
