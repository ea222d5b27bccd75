import { OpenAPIHono } from '@hono/zod-openapi'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { BaseContext } from '../context/context.ts'
import { fieldErrors } from '../context/parse.ts'
import type { Authenticators } from '../middleware/authenticate.ts'
import type { AppEnv } from '../middleware/env.ts'
import { limitBody } from '../middleware/limit-body.ts'
import { onError, problemOf, problemResponse } from '../middleware/problem.ts'
import { requestContext } from '../middleware/request-context.ts'
import { type PolicyOrigins, securityHeaders } from '../middleware/security-headers.ts'
import type { parseCidr } from '../platform/client-address.ts'
import type { StaticFiles } from '../platform/static-files.ts'
import { type Endpoint, makeRegister, type RouteGroup } from './register.ts'
import { serveWebApp } from './web-app.ts'

export interface AppSettings {
  readonly authenticators: Authenticators
  readonly trustedProxies: readonly ReturnType<typeof parseCidr>[]
  readonly policyOrigins: PolicyOrigins
  /** null serves the API alone. */
  readonly web: StaticFiles | null
}

export interface App {
  readonly fetch: (request: Request, bindings?: AppEnv['Bindings']) => Response | Promise<Response>
  readonly endpoints: readonly Endpoint[]
  readonly hono: OpenAPIHono<AppEnv>
}

/** JSON bodies. */
const bodyLengthMax = 1024 * 1024
/** Media comes here, and no further than the length that stands in its signed address. */
const archivePrefix = '/archive/'

/** Methods under which a path is known, for the Allow header of a 405. */
function methodsOf(endpoints: readonly Endpoint[], path: string): string[] {
  const matches = (pattern: string) => new RegExp(`^${pattern.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path)
  return endpoints.filter(({ path: pattern }) => matches(pattern)).map(({ method }) => method.toUpperCase())
}

/** The whole HTTP application from its parts; tests build their own. */
export function createApp<Parts>(
  foundation: Omit<BaseContext, 'origin'>,
  settings: AppSettings,
  groups: readonly RouteGroup<Parts>[],
  parts: Parts,
): App {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: result => {
      if (!result.success) throw new AppError('input.invalid', { fields: fieldErrors(result.error) })
    },
  })
  app.use(requestContext(foundation, settings.trustedProxies))
  app.use(securityHeaders(settings.authenticators.origins.secure, settings.policyOrigins))
  app.use(limitBody(bodyLengthMax, ({ path }) => path.startsWith(archivePrefix)))
  const register = makeRegister(app, settings.authenticators)
  for (const group of groups) group(register, parts)
  app.onError(onError)
  app.notFound(async c => {
    const page = settings.web && (await serveWebApp(c, settings.web))
    if (page) return page
    const requestId = c.get('base').origin?.requestId ?? ''
    const methods = methodsOf(register.endpoints, c.req.path)
    if (methods.length === 0) return problemResponse(problemOf(new AppError('resource.not-found'), requestId))
    const problem = problemOf(new AppError('input.method'), requestId)
    return problemResponse({ ...problem, status: 405 }, { allow: methods.join(', ') })
  })
  return { fetch: (request, bindings) => app.fetch(request, bindings ?? {}), endpoints: register.endpoints, hono: app }
}
