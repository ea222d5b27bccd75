import type { AgentAddress } from '@nightjar/shared/protocol/define-message.ts'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { commandResult } from '@nightjar/shared/protocol/messages/command-result.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import { actingAs, type BaseContext, type Context } from '../context/context.ts'
import { recordHeartbeat, silenceMs } from '../services/agent/record-status.ts'
import { findActingAgent } from '../services/agent/resolve.ts'
import { arrivedAnswerSchema } from '../services/command/read-answer.ts'
import { recordResult } from '../services/command/record-result.ts'
import { recordConfigReport } from '../services/config/record-report.ts'
import { type Applied, applyRecords } from '../services/recording/apply-records.ts'
import { arrivedBatchSchema } from '../services/recording/read-batch.ts'
import { type InboundHandler, subscribe } from './inbound.ts'
import type { Presence } from './presence.ts'
import type { LinkSession } from './session.ts'

export interface HandlerDeps {
  readonly base: BaseContext
  readonly presence: Presence
  /** The connection of the moment; null while there is none: what is not acknowledged comes again. */
  session(): LinkSession | null
  /** After each heartbeat. */
  heard(agentId: string): Promise<void>
}

/** Every up-message and the verb that it becomes, as actor agent. */
export function makeHandlers({ base, presence, session, heard }: HandlerDeps): readonly InboundHandler[] {
  /** null for an agent that was revoked or never was: whatever it still sends is not heard. */
  const contextFor = async (from: AgentAddress): Promise<Context | null> => {
    const agent = await findActingAgent(base.db, from.agentId)
    return agent?.organisationId === from.organisationId ? actingAs(base, agent) : null
  }
  const acknowledge = async (to: AgentAddress, ids: string[]) => {
    await session()?.publish(outboxAck, to, { ids, rejected: [] })
  }
  /** Answers a batch of records with what became of it; a gap is not answered, so that what is missing comes first. */
  const answer = async (to: AgentAddress, { id, cameraId }: { id: string; cameraId: string }, applied: Applied) => {
    const about = { agentId: to.agentId, cameraId }
    if (applied === 'gap') return base.log.info(about, 'records with a gap before them; not taken')
    if (typeof applied === 'string') return acknowledge(to, [id])
    if ('held' in applied) {
      base.log.info({ ...about, why: applied.held }, 'records held')
      const held = [{ id, reason: applied.held.slice(0, 200) }]
      return session()?.publish(outboxAck, to, { ids: [], rejected: [], held })
    }
    base.log.warn({ ...about, why: applied.rejected }, 'records rejected')
    const rejected = [{ id, reason: applied.rejected.slice(0, 200) }]
    await session()?.publish(outboxAck, to, { ids: [], rejected })
  }

  return [
    subscribe(agentStatus, async (from, status, retained) => {
      const context = await contextFor(from)
      if (!context) return
      if (status.state === 'offline') return presence.gone(context)
      // What the broker kept may be from an agent, or a broker, that has long been gone.
      if (retained && Math.abs(base.clock.wallMs() - status.sentAtMs) > silenceMs) return
      presence.here(from.agentId)
      await recordHeartbeat(context, status)
      await heard(from.agentId)
    }),
    // Only its head is read here: whose records they are can then be said of such as have not their form.
    subscribe({ ...recordsAppended, schema: arrivedBatchSchema }, async (from, batch) => {
      const context = await contextFor(from)
      if (context) await answer(from, batch, await applyRecords(context, batch))
    }),
    subscribe(configApplied, async (from, report) => {
      const context = await contextFor(from)
      if (!context) return
      await recordConfigReport(context, report)
      await acknowledge(from, [report.id])
    }),
    subscribe({ ...commandResult, schema: arrivedAnswerSchema }, async (from, answer) => {
      const context = await contextFor(from)
      if (context) await recordResult(context, answer)
    }),
  ]
}
