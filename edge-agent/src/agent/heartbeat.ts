import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { type AgentStatus, agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import type { MqttSession } from '../link/mqtt-session.ts'
import type { Log } from '../platform/log.ts'

const everyMs = 15_000
/** Changes come in bursts when a camera connects; one message says them all. */
const gatherMs = 300

/** Says what the agent is doing: every 15 s, and soon after `changed`. */
export function startHeartbeat(deps: {
  report: () => Promise<AgentStatus>
  session: MqttSession
  clock: Clock
  log: Log
  signal: AbortSignal
}) {
  let gathering = false
  async function send(): Promise<void> {
    if (!deps.session.connected()) return
    try {
      await deps.session.publish(agentStatus, await deps.report())
    } catch (error) {
      deps.log.debug({ err: error }, 'heartbeat not sent')
    }
  }
  const end = deps.clock.every(everyMs, () => void send())
  deps.signal.addEventListener('abort', end, { once: true })
  return {
    changed(): void {
      if (gathering) return
      gathering = true
      void deps.clock
        .sleep(gatherMs, deps.signal)
        .then(send, () => undefined)
        .finally(() => {
          gathering = false
        })
    },
  }
}
