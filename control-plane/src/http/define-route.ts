import { createRoute, type RouteConfig } from '@hono/zod-openapi'
import { problemSchema } from '@nightjar/shared/api/problem.ts'
import type { z } from 'zod'
import type { RoutePolicy } from '../policy/route-policy.ts'

export type DefinedRoute = RouteConfig & { readonly policy: RoutePolicy }

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
})

const problemsOf = (route: { policy: RoutePolicy; request?: unknown; path: string }) => ({
  ...(route.request ? { 422: problem('A field is wrong; `errors` says which.') } : {}),
  ...(route.policy === 'public' || route.policy === 'signed-url' ? {} : { 401: problem('Not signed in.') }),
  ...(['public', 'session', 'signed-url'].includes(route.policy) ? {} : { 403: problem('Not allowed.') }),
  ...(route.path.includes('{') ? { 404: problem('Not there, or of another organisation.') } : {}),
  default: problem('Any other failure.'),
})

const securityOf = (policy: RoutePolicy) =>
  policy === 'public' || policy === 'signed-url' ? [] : policy === 'agent' ? [{ agentToken: [] }] : [{ session: [] }]

/**
 * The contract of one route: what it takes, what it answers and who may call it. `responses` lists the good answers
 * only; problem responses are added to the document here.
 */
export function defineRoute<P extends string, R extends Omit<RouteConfig, 'path'> & { path: P; policy: RoutePolicy }>(
  route: R,
): R {
  return createRoute({
    ...route,
    security: securityOf(route.policy),
    'x-nightjar-policy': route.policy,
    responses: { ...problemsOf(route), ...route.responses },
  } as never) as unknown as R
}

/** A JSON body that must be there. */
export const json = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true as const,
  content: { 'application/json': { schema } },
})

/** A JSON answer. */
export const reply = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})
