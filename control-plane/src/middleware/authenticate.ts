import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { createMiddleware } from 'hono/factory'
import type { BaseContext } from '../context/context.ts'
import type { AgentActor, UserActor } from '../policy/actor.ts'
import { authorizeSomewhere } from '../policy/authorize.ts'
import type { RoutePolicy } from '../policy/route-policy.ts'
import { checkOrigin, type OriginRule } from './check-origin.ts'
import type { AppEnv } from './env.ts'
import { readSessionCookie } from './session-cookie.ts'

/** Turns what a request carries into an actor. */
export interface Authenticators {
  readonly origins: OriginRule
  /** null where the session is unknown or over. */
  resolveSession(base: BaseContext, token: string): Promise<UserActor | null>
  /** The token of `Authorization: Bearer`. null where it is not a valid agent's. */
  resolveAgent(base: BaseContext, token: string): Promise<AgentActor | null>
  /**
   * Refuse before the body is parsed where the actor holds the declared permission on nothing. The verbs decide on
   * what; the matrix test switches this off to show that they do.
   */
  readonly gate: boolean
}

const bearer = (header: string | undefined): string | undefined =>
  /^Bearer ([\w.~+/=-]{1,4000})$/i.exec(header ?? '')?.[1]

/** Proves who calls, by the route's policy, and leaves the actor for the verb. */
export const authenticate = (policy: RoutePolicy, authenticators: Authenticators) =>
  createMiddleware<AppEnv>(async (c, next) => {
    if (policy === 'agent') {
      const token = bearer(c.req.header('authorization'))
      const agent = token ? await authenticators.resolveAgent(c.get('base'), token) : null
      if (!agent) throw new AppError('agent.refused')
      c.set('actor', agent)
      return next()
    }
    checkOrigin(c.req.raw, authenticators.origins)
    if (policy === 'public' || policy === 'signed-url') return next()
    const token = readSessionCookie(c, authenticators.origins.secure)
    const user = token ? await authenticators.resolveSession(c.get('base'), token) : null
    if (!user) throw new AppError('auth.required')
    const { clock } = c.get('base')
    if (authenticators.gate && policy !== 'session') authorizeSomewhere({ actor: user, clock }, policy)
    c.set('actor', user)
    return next()
  })
