import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { type TokenReply, tokenReplySchema } from '@nightjar/shared/protocol/agent-api.ts'
import { SignJWT } from 'jose/jwt/sign'
import { type Identity, importKey } from '../config/identity.ts'
import type { Random } from '../platform/random.ts'
import type { ControlPlaneApi } from './control-plane-api.ts'
import type { ServerClock } from './server-clock.ts'

/** Part of a token's life after which a new one is fetched; the rest is slack for a slow network. */
const refreshAt = 0.7

/** Short-lived access tokens, fetched when needed by an assertion that only this agent's key can sign. */
export function createTokenSource(deps: {
  api: ControlPlaneApi
  identity: Identity
  clock: Clock
  serverClock: ServerClock
  random: Random
}) {
  const key = importKey(deps.identity.signingKey)
  let current: { reply: TokenReply; refreshAtMs: number } | null = null
  let pending: Promise<TokenReply> | null = null

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

  const request = async () =>
    deps.api.call(
      { method: 'POST', path: '/api/v1/agents/token', json: { assertion: await assertion() } },
      tokenReplySchema,
    )

  async function fetchToken(): Promise<TokenReply> {
    const sentAtMs = deps.clock.monotonicMs()
    const reply = await request().catch(async error => {
      // A wrong site clock makes the first assertion stale; the refusal's Date header has set the server clock since.
      if (error instanceof AppError && error.code === 'agent.refused') return request()
      throw error
    })
    deps.serverClock.learn(reply.serverTimeMs, sentAtMs)
    const lifeMs = reply.expiresAtMs - reply.serverTimeMs
    current = { reply, refreshAtMs: deps.clock.monotonicMs() + lifeMs * refreshAt }
    return reply
  }

  return {
    /** A token with at least three tenths of its life left. */
    async get(): Promise<TokenReply> {
      if (current && deps.clock.monotonicMs() < current.refreshAtMs) return current.reply
      pending ??= fetchToken().finally(() => {
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
