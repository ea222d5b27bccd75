import { type AgentStatus, agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import type { MqttSession } from '../link/mqtt-session.ts'
import type { PartDeps } from './part-deps.ts'

const everyMs = 15_000
/** Changes come in bursts when a camera connects; one message says them all. */
const gatherMs = 300

/** Says what the agent is doing: every 15 s, and soon after anything changed that the report speaks of. */
export function startHeartbeat(
  deps: Pick<PartDeps, 'facts' | 'clock' | 'log' | 'signal'> & {
    report: () => Promise<AgentStatus>
    session: Pick<MqttSession, 'connected' | 'publish'>
  },
): void {
  const { session, facts, clock, log, signal } = deps
  let gathering = false

  async function send(): Promise<void> {
    if (!session.connected()) return
    try {
      await session.publish(agentStatus, await deps.report())
    } catch (error) {
      log.debug({ err: error }, 'heartbeat not sent')
    }
  }

  function changed(): void {
    if (gathering) return
    gathering = true
    void clock
      .sleep(gatherMs, signal)
      .then(send, () => undefined)
      .finally(() => {
        gathering = false
      })
  }

  facts.subscribe('heartbeat', {
    segmentRecorded: changed,
    missed: changed,
    cameraChanged: changed,
    recorderLost: changed,
    configApplied: changed,
    chainsCompared: changed,
    linkChanged({ isUp }) {
      if (isUp) changed()
    },
  })
  const end = clock.every(everyMs, () => void send())
  signal.addEventListener('abort', end, { once: true })
}
