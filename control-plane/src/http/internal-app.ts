import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type Handler, Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { BaseContext } from '../context/context.ts'
import type { AppEnv } from '../middleware/env.ts'
import { limitBody } from '../middleware/limit-body.ts'
import { onError, problemOf, problemResponse } from '../middleware/problem.ts'
import { requestContext } from '../middleware/request-context.ts'
import { makeBearerCheck } from '../platform/bearer-key.ts'
import { cliActor } from '../policy/actor.ts'
import type { App } from './app.ts'

/** `relay`: the relay process, no actor. `local`: the supervisor on this host, as actor `cli`. */
export type InternalCaller = 'relay' | 'local'

export interface RegisterInternal {
  /** `path` below `/internal/<caller>`, in the router's form. */
  add(caller: InternalCaller, method: 'get' | 'post', path: string, handler: Handler<AppEnv>): void
}

export type InternalGroup<Parts> = (register: RegisterInternal, parts: Parts) => void

export interface InternalSettings {
  /** A caller without a key cannot call. */
  readonly keys: Readonly<Record<InternalCaller, string | undefined>>
  /** Whose `cli` actor local calls are. */
  readonly organisationId: string
}

const requireKey = (caller: InternalCaller, settings: InternalSettings) => {
  const mayCome = makeBearerCheck(settings.keys[caller])
  return createMiddleware<AppEnv>(async (c, next) => {
    if (!mayCome(c.req.header('authorization'))) throw new AppError('auth.required')
    if (caller === 'local') c.set('actor', cliActor('cli', settings.organisationId))
    await next()
  })
}

/** The private HTTP application, on loopback or a private network only; it is not part of the public one. */
export function createInternalApp<Parts>(
  foundation: Omit<BaseContext, 'origin'>,
  settings: InternalSettings,
  groups: readonly InternalGroup<Parts>[],
  parts: Parts,
): Pick<App, 'fetch'> {
  const app = new Hono<AppEnv>()
  app.use(requestContext(foundation, []))
  app.use(limitBody(1024 * 1024))
  for (const caller of ['relay', 'local'] as const) app.use(`/internal/${caller}/*`, requireKey(caller, settings))
  const register: RegisterInternal = {
    add: (caller, method, path, handler) => void app[method](`/internal/${caller}${path}`, handler),
  }
  for (const group of groups) group(register, parts)
  app.onError(onError)
  app.notFound(c =>
    problemResponse(problemOf(new AppError('resource.not-found'), c.get('base').origin?.requestId ?? '')),
  )
  return { fetch: (request, bindings) => app.fetch(request, bindings ?? {}) }
}
