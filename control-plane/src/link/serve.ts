import type { AgentAddress } from '@nightjar/shared/protocol/define-message.ts'
import type { BaseContext } from '../context/context.ts'
import type { Log } from '../platform/log.ts'
import { holdAgents } from '../services/agent/hold-agents.ts'
import { refreshConfig } from '../services/config/refresh-config.ts'
import type { Announcer } from './announcer.ts'
import type { LinkSession } from './session.ts'

/** Serves agents over one connection: takes them by lease, hears them, and tells them what is new. */
export interface Serving {
  /** Renews leases, takes free agents, lets go of the lost. Calls that come meanwhile are answered by one more round. */
  round(): Promise<void>
  /** Something is waiting for this agent; `null`: perhaps for any. */
  work(agentId: string | null): Promise<void>
  /**
   * The agent was heard. A fresh broker may have dropped what was sent before it came; an agent runs each command once,
   * so sending again is safe.
   */
  heard(agentId: string): Promise<void>
}

export function makeServing(deps: {
  base: BaseContext
  session: LinkSession
  announcer: Announcer
  holder: string
  log: Log
}): Serving {
  const { base, session, announcer, holder } = deps
  const held = new Map<string, AgentAddress>()
  /** Another instance's by now; heard for one more round, so that nothing is lost while it subscribes. */
  let leaving: AgentAddress[] = []
  let running: Promise<void> | null = null
  let again = false

  const once = async () => {
    const ours = new Map((await holdAgents(base, holder)).map(agent => [agent.agentId, agent]))
    const lost = [...held.values()].filter(agent => !ours.has(agent.agentId))
    const gained = [...ours.values()].filter(agent => !held.has(agent.agentId))
    const gone = leaving.filter(agent => !ours.has(agent.agentId))
    for (const agent of lost) held.delete(agent.agentId)
    leaving = lost
    if (gone.length > 0) await session.stopListeningTo(gone)
    await announcer.settleAccounts(agentId => ours.has(agentId))
    if (gained.length === 0) return
    await session.listenTo(gained)
    for (const agent of gained) {
      held.set(agent.agentId, agent)
      await announcer.welcome(agent)
      await refreshConfig(base, agent.agentId)
      await announcer.announce(agent)
    }
    deps.log.info({ gained: gained.length, held: held.size }, 'serving more agents')
  }

  const round = (): Promise<void> => {
    if (running) {
      again = true
      return running
    }
    running = (async () => {
      do {
        again = false
        await once()
      } while (again)
    })().finally(() => {
      running = null
    })
    return running
  }

  return {
    round,
    heard: async agentId => {
      const agent = held.get(agentId)
      if (agent) await announcer.remind(agent)
    },
    work: async agentId => {
      if (agentId === null || !held.has(agentId)) await round()
      else await announcer.settleAccounts(id => held.has(id))
      const agents = agentId === null ? [...held.values()] : [held.get(agentId)].filter(agent => agent !== undefined)
      for (const agent of agents) await announcer.announce(agent)
    },
  }
}
