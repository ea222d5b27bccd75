import type { HttpBindings } from '@hono/node-server'
import type { Context as HonoContext } from 'hono'
import { actingAs, type BaseContext, type Context } from '../context/context.ts'
import type { Actor } from '../policy/actor.ts'

/** What middleware leaves for handlers. */
export interface AppEnv {
  Bindings: Partial<HttpBindings> & {
    /** Says that the sender is known by now: its body may take longer than a stranger's. Absent without a socket. */
    readonly vouch?: () => void
  }
  Variables: {
    base: BaseContext
    /** Set by the route's policy; absent on public routes. */
    actor?: Actor
  }
}

/** For verbs that make an actor: login, setup, enrol. */
export const baseOf = (c: HonoContext<AppEnv>): BaseContext => c.get('base')

/** For all other verbs. @throws Error on a public route: nobody acts there. */
export function contextOf(c: HonoContext<AppEnv>): Context {
  const actor = c.get('actor')
  if (!actor) throw new Error('this route is public, so there is no actor')
  return actingAs(c.get('base'), actor)
}
