import type { AgentAddress } from '@nightjar/shared/protocol/define-message.ts'
import { command } from '@nightjar/shared/protocol/messages/command.ts'
import { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import type { BaseContext } from '../context/context.ts'
import { loadAccountChanges, markAccountDone } from '../services/agent/broker-account-work.ts'
import { loadOpenCommands, markPublished } from '../services/command/open-commands.ts'
import { loadHint } from '../services/config/load-hint.ts'
import type { AgentAccounts } from './dynamic-security.ts'
import type { LinkSession } from './session.ts'

/** What goes down to agents over one connection. */
export interface Announcer {
  /**
   * Says that the agent is heard from now on. What it sent before nobody heard: an acknowledgement of nothing has it send
   * again at once. Older agents take it for what it says.
   */
  welcome(to: AgentAddress): Promise<void>
  /** Says what is new for the agent; the first time on this connection, everything that still holds. */
  announce(to: AgentAddress): Promise<void>
  /** Sends what is still open once more: an agent that just came may not have been there when it was sent. */
  remind(to: AgentAddress): Promise<void>
  /**
   * Brings the accounts at the broker to what is wanted; nothing to do at a broker that reads tokens.
   * @param isOurs two instances must not set one agent's password.
   */
  settleAccounts(isOurs: (agentId: string) => boolean): Promise<void>
}

export function makeAnnouncer(base: BaseContext, session: LinkSession, accounts: AgentAccounts | null): Announcer {
  const announcedVersion = new Map<string, number>()

  const announceHint = async (to: AgentAddress) => {
    const hint = await loadHint(base, to.agentId)
    if (!hint || hint.version <= (announcedVersion.get(to.agentId) ?? 0)) return
    await session.publish(configHint, to, hint)
    announcedVersion.set(to.agentId, hint.version)
  }

  const sendCommands = async (to: AgentAddress, again: boolean) => {
    for (const open of await loadOpenCommands(base, to.agentId, again)) {
      const leftMs = open.deadlineMs - base.clock.wallMs()
      if (leftMs <= 0) continue
      await session.publish(command, to, open, { expirySeconds: Math.ceil(leftMs / 1000) })
      await markPublished(base, [open.id])
    }
  }

  const settle = async (isOurs: (agentId: string) => boolean) => {
    if (!accounts) return
    for (const change of await loadAccountChanges(base)) {
      // Switching off is the same whoever does it, and a revoked agent is nobody's any more.
      if (change.password === null) await accounts.disable(change.agentId)
      else if (isOurs(change.agentId)) await accounts.provision(change, change.password)
      else continue
      await markAccountDone(base, change)
    }
  }
  // One after the other: to set the same password twice would end the session that the agent has begun with it.
  let settled: Promise<void> = Promise.resolve()

  return {
    welcome: to => session.publish(outboxAck, to, { ids: [], rejected: [] }),
    announce: async to => {
      const isFirst = !announcedVersion.has(to.agentId)
      await announceHint(to)
      await sendCommands(to, isFirst)
      if (isFirst && !announcedVersion.has(to.agentId)) announcedVersion.set(to.agentId, 0)
    },
    remind: to => sendCommands(to, true),
    settleAccounts: isOurs => {
      const next = settled.catch(() => undefined).then(() => settle(isOurs))
      settled = next
      return next
    },
  }
}
