import type { MqttSession } from '../link/mqtt-session.ts'
import { createOutboxSender, type OutboxSender } from '../link/outbox-sender.ts'
import type { ControlPlane } from './join-control-plane.ts'
import type { Store } from './open-store.ts'
import type { PartDeps } from './part-deps.ts'
import type { Chains } from './start-chains.ts'

/** The sender, looking into the outbox whenever something was put there, and afresh on every connection. */
export function startOutbox(
  deps: PartDeps & {
    store: Store
    session: MqttSession
    chains: Pick<Chains, 'held' | 'heldBack'>
    controlPlane: Pick<ControlPlane, 'serverClock'>
  },
): OutboxSender {
  const { store, session, chains, facts, clock, log } = deps
  const { serverClock } = deps.controlPlane
  const outbox = createOutboxSender({ outbox: store.index, session, ...chains, serverClock, facts, clock, log })
  facts.subscribe('outbox', {
    segmentRecorded: () => outbox.pump(),
    missed: () => outbox.pump(),
    configApplied: () => outbox.pump(),
    chainsCompared: () => outbox.pump(),
    linkChanged({ isUp }) {
      if (isUp) outbox.reconnected()
    },
  })
  return outbox
}
