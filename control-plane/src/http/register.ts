import type { OpenAPIHono, RouteHandler } from '@hono/zod-openapi'
import type { Handler } from 'hono'
import { type Authenticators, authenticate } from '../middleware/authenticate.ts'
import type { AppEnv } from '../middleware/env.ts'
import { requireJson } from '../middleware/require-json.ts'
import type { RoutePolicy } from '../policy/route-policy.ts'
import type { DefinedRoute } from './define-route.ts'
import { openApiDocument } from './openapi-document.ts'

/** What is known about every registered route; the matrix test and the 405 answer walk this list. */
export interface Endpoint {
  readonly method: string
  /** OpenAPI form: `/api/v1/sites/{id}`. */
  readonly path: string
  readonly policy: RoutePolicy
}

/** The only two ways to add a route: none can be without a policy. */
export interface Register {
  /** A route of the documented API. */
  add<R extends DefinedRoute>(route: R, handler: RouteHandler<R, AppEnv>): void
  /** Bytes at an address outside the documented API, e.g. the directory archive. `path` is in the router's form. */
  raw(method: 'get' | 'put', path: string, policy: 'public' | 'signed-url', handler: Handler<AppEnv>): void
  /** OpenAPI 3.1 of all routes of the documented API. */
  document(): Record<string, unknown>
}

/** One resource's routes. `Parts` is what the composition passes to all of them. */
export type RouteGroup<Parts> = (register: Register, parts: Parts) => void

export function makeRegister(
  app: OpenAPIHono<AppEnv>,
  authenticators: Authenticators,
): Register & { readonly endpoints: readonly Endpoint[] } {
  const endpoints: Endpoint[] = []
  return {
    endpoints,
    add: (route, handler) => {
      const { policy, ...contract } = route
      endpoints.push({ method: route.method, path: route.path, policy })
      const guards = [authenticate(policy, authenticators), ...(route.request?.body ? [requireJson] : [])]
      // Who calls is settled before anything of the request is looked at.
      app.openapi({ ...contract, middleware: guards } as never, handler as never)
    },
    raw: (method, path, policy, handler) => {
      endpoints.push({ method, path, policy })
      app[method](path, handler)
    },
    document: () => openApiDocument(app),
  }
}
