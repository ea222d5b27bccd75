import { createBackoff } from '@nightjar/shared/retry/backoff.ts'
import type { BaseContext } from '../context/context.ts'
import type { Database } from '../db/client.ts'
import { releaseAgents } from '../services/agent/hold-agents.ts'
import { channels } from '../services/channels.ts'
import { makeAnnouncer } from './announcer.ts'
import { type AgentAccounts, openAgentAccounts } from './dynamic-security.ts'
import { makeHandlers } from './handlers.ts'
import { makeInbound } from './inbound.ts'
import { makePresence } from './presence.ts'
import { makeServing, type Serving } from './serve.ts'
import { type LinkCredentials, type LinkSession, type LinkTarget, openSession } from './session.ts'

export interface LinkDeps {
  readonly base: BaseContext
  readonly database: Database
  readonly target: LinkTarget
  /** Asked before each connection. */
  credentials(): Promise<LinkCredentials>
  /** The broker holds an account for each agent, which this role keeps (Mosquitto's dynamic security). */
  readonly accounts: boolean
  /** Random id of this instance. */
  readonly holder: string
}

export interface Link {
  /** null when it is at work, or a sentence. */
  health(): string | null
  close(): Promise<void>
}

const roundEveryMs = 4000
const pauses = { firstMs: 250, maxMs: 10_000, jitter: null }

/** Carries rows to agents and what agents say into rows. Holds nothing that is not in the database or comes again. */
export async function startLink(deps: LinkDeps): Promise<Link> {
  const { base, database } = deps
  const { clock, log } = base
  const stopped = new AbortController()
  const presence = makePresence(clock, log)
  let session: LinkSession | null = null
  let serving: Serving | null = null
  const inbound = makeInbound(
    makeHandlers({
      base,
      presence,
      session: () => session,
      heard: async agentId => serving?.heard(agentId),
    }),
    log,
  )

  const complain = (what: string) => (error: unknown) => log.warn({ err: error }, what)
  const look = (agentId: string | null) => serving?.work(agentId).catch(complain('cannot serve an agent'))
  const stops = [
    await database.listen(channels.agentWork, look),
    await database.listen(channels.agentRevoked, () => serving?.round().catch(complain('cannot let go of an agent'))),
  ]
  const stopRounds = clock.every(roundEveryMs, () => void serving?.round().catch(complain('cannot renew leases')))

  /** One connection, from CONNECT to its end; resolves with the reason. */
  const attempt = async (): Promise<string> => {
    const opened = await openSession(deps.target, await deps.credentials(), inbound)
    try {
      const accounts: AgentAccounts | null = deps.accounts
        ? await openAgentAccounts(opened.client, { nextId: () => base.ids.next(), wait: ms => clock.sleep(ms) })
        : null
      const announcer = makeAnnouncer(base, opened, accounts)
      session = opened
      serving = makeServing({ base, session: opened, announcer, holder: deps.holder, log })
      const over = Promise.race([opened.ended, aborted(stopped.signal)])
      const round = serving.round()
      // Whatever becomes of it when the connection ends first.
      round.catch(() => undefined)
      const early = await Promise.race([round.then(() => null), over])
      if (early !== null) return early
      log.info('link is up')
      return await over
    } finally {
      session = null
      serving = null
      await opened.close()
    }
  }

  const running = keepTrying(attempt, base, stopped.signal)

  return {
    health: () => (session ? null : 'has no connection to the broker'),
    close: async () => {
      stopped.abort()
      stopRounds()
      await running
      for (const stop of stops) await stop()
      await presence.close()
      await releaseAgents(base, deps.holder).catch(complain('cannot release leases'))
    },
  }
}

const aborted = (signal: AbortSignal): Promise<string> =>
  new Promise(resolve => {
    if (signal.aborted) resolve('stopped')
    else signal.addEventListener('abort', () => resolve('stopped'), { once: true })
  })

/** One attempt after the other until `signal`, with a pause that grows while they fail. */
async function keepTrying(
  attempt: () => Promise<string>,
  { clock, log }: Pick<BaseContext, 'clock' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  const backoff = createBackoff(pauses)
  while (!signal.aborted) {
    const startedMs = clock.monotonicMs()
    const reason = await attempt().catch((error: Error) => error.message)
    if (signal.aborted) return
    // A connection that held for a while earns a quick return.
    if (clock.monotonicMs() - startedMs > pauses.maxMs) backoff.reset()
    const pauseMs = backoff.next()
    log.warn({ reason, pauseMs }, 'link is down')
    await clock.sleep(pauseMs, signal).catch(() => undefined)
  }
}
