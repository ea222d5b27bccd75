import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { ErrorCode } from '@nightjar/shared/errors/codes.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { type TokenReply, tokenReplySchema } from '@nightjar/shared/protocol/agent-api.ts'
import { SignJWT } from 'jose/jwt/sign'
import { type Identity, importKey } from '../config/identity.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import type { ControlPlaneApi } from './control-plane-api.ts'
import type { ServerClock } from './server-clock.ts'
import type { TokenLineages } from './token-lineage.ts'

/** Part of a token's life after which a new one is fetched; the rest is slack for a slow network. */
const refreshAt = 0.7

/** What only a person can end is asked for again this much later, ms. */
const pausesMs: { readonly [Code in ErrorCode]?: number } = { 'agent.cloned': 60_000, 'agent.retired': 600_000 }

/** Short-lived access tokens, fetched when needed by an assertion that only this agent's key can sign. */
export function createTokenSource(deps: {
  api: ControlPlaneApi
  identity: Identity
  clock: Clock
  serverClock: ServerClock
  random: Random
  lineages: TokenLineages
  log: Log
}) {
  const key = importKey(deps.identity.signingKey)
  let current: { reply: TokenReply; refreshAtMs: number } | null = null
  let pending: Promise<TokenReply> | null = null
  let refusal: { error: AppError; untilMs: number } | null = null

  const assertion = (): Promise<string> => {
    const now = Math.floor(deps.serverClock.nowMs() / 1000)
    return new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA', typ: 'agent-assertion+jwt' })
      .setIssuer(deps.identity.agentId)
      .setSubject(deps.identity.agentId)
      .setAudience('nightjar-token')
      .setJti(deps.random.uuid(deps.serverClock.nowMs()))
      .setIssuedAt(now)
      .setExpirationTime(now + 55)
      .sign(key)
  }

  const request = async () => {
    const json = { assertion: await assertion(), lineage: await deps.lineages.next() }
    return deps.api.call({ method: 'POST', path: '/api/v1/agents/token', json }, tokenReplySchema)
  }

  /** Everybody who wants a token meanwhile is told the same, and the control plane is not asked. */
  function refused(error: unknown): never {
    const pauseMs = error instanceof AppError ? pausesMs[error.code] : undefined
    if (error instanceof AppError && pauseMs !== undefined) {
      // Once for each refusal, not for each who is told of it.
      deps.log.error(
        { code: error.code, reason: error.publicMessage, pauseMs },
        'this agent is not let in; it goes on recording',
      )
      refusal = { error, untilMs: deps.clock.monotonicMs() + pauseMs }
    }
    throw error
  }

  async function fetchToken(): Promise<TokenReply> {
    const sentAtMs = deps.clock.monotonicMs()
    const reply = await request().catch(async error => {
      // A wrong site clock makes the first assertion stale; the refusal's Date header has set the server clock since.
      if (error instanceof AppError && error.code === 'agent.refused') return request()
      throw error
    })
    await deps.lineages.answered(reply.lineage)
    deps.serverClock.learn(reply.serverTimeMs, sentAtMs)
    refusal = null
    const lifeMs = reply.expiresAtMs - reply.serverTimeMs
    current = { reply, refreshAtMs: deps.clock.monotonicMs() + lifeMs * refreshAt }
    return reply
  }

  return {
    /**
     * A token with at least three tenths of its life left.
     *
     * @throws AppError agent.cloned, agent.retired: not asked for again within a minute or ten.
     */
    async get(): Promise<TokenReply> {
      if (current && deps.clock.monotonicMs() < current.refreshAtMs) return current.reply
      if (refusal && deps.clock.monotonicMs() < refusal.untilMs) throw refusal.error
      pending ??= fetchToken()
        .catch(refused)
        .finally(() => {
          pending = null
        })
      return pending
    },
    /** How long until {@link get} fetches a new one, ms. */
    untilRefreshMs: (): number => (current ? Math.max(0, current.refreshAtMs - deps.clock.monotonicMs()) : 0),
    /** Forget the token: the other side refused it. */
    drop(): void {
      current = null
    },
  }
}
export type TokenSource = ReturnType<typeof createTokenSource>
