import { DirectoryStore } from '@nightjar/control-plane/archive/directory/directory-store.ts'
import type { DefinedRoute } from '@nightjar/control-plane/http/define-route.ts'
import type { InternalCaller } from '@nightjar/control-plane/http/internal-app.ts'
import type { RoutePolicy } from '@nightjar/control-plane/policy/route-policy.ts'
import { routeGroups } from '@nightjar/control-plane/routes/groups.ts'
import { internalGroups } from '@nightjar/control-plane/routes/internal-groups.ts'
import type { AppParts } from '@nightjar/control-plane/routes/parts.ts'
import { permissions, roleHolds } from '@nightjar/shared/policy/permissions.ts'
import { offeredRoleSchema } from '@nightjar/shared/policy/roles.ts'
import { code, table } from './table.ts'

const introduction = `Every route, as it is registered. Requests and answers field by field: \`GET /api/v1/openapi.json\` (OpenAPI 3.1). Errors are RFC 9457 problem documents; their codes are in [failure modes](../guide/failure-modes.md). Changes need the session cookie and, from a browser, a page at an allowed origin.`

const policies = `Who may call: \`public\`, anybody; \`session\`, whoever is signed in, on what is their own; \`agent\`, an enrolled agent with its access token; \`signed-url\`, whoever holds the address; otherwise the permission of that name. Rights are decided by the verb behind the route; a matrix test asks every route as everybody.`

interface Line {
  readonly method: string
  readonly path: string
  readonly policy: RoutePolicy
  readonly summary: string
}

/** Registering calls no handler: only what groups look at while they register is here. */
const parts = {
  archive: Object.create(DirectoryStore.prototype),
  origins: { allowed: [], secure: true },
} as unknown as AppParts

function publicRoutes(): Line[] {
  const found: Line[] = []
  for (const group of routeGroups)
    group(
      {
        add: (route: DefinedRoute) => {
          const { method, path, policy, summary = '' } = route
          found.push({ method, path, policy, summary })
        },
        raw: (method, path, policy) =>
          found.push({ method, path, policy, summary: 'An object of the directory archive, at an address it signed' }),
        document: () => ({}),
      },
      parts,
    )
  return found.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

function internalRoutes(): string[][] {
  const found: string[][] = []
  const add = (caller: InternalCaller, method: string, path: string) =>
    found.push([method.toUpperCase(), code(`/internal/${caller}${path}`), caller])
  for (const group of internalGroups) group({ add }, parts)
  return found
}

export function apiPage(): string {
  const rows = publicRoutes().map(({ method, path, policy, summary }) => [
    method.toUpperCase(),
    code(path),
    code(policy),
    summary,
  ])
  const rights = permissions.map(permission => [
    code(permission),
    ...offeredRoleSchema.options.map(role => (roleHolds(role, permission) ? 'yes' : 'no')),
  ])
  return [
    '# HTTP API',
    introduction,
    policies,
    table(['method', 'path', 'policy', 'what'], rows),
    '## Permissions of roles',
    'On the whole organisation. A permission can be granted on a site, a group of cameras or one camera as well: [rights](../design/rights.md).',
    table(['permission', ...offeredRoleSchema.options], rights),
    '## Private port',
    'For the relay and for the supervisor on the same machine, each with its own key as bearer token; never reachable from outside.',
    table(['method', 'path', 'caller'], internalRoutes()),
  ].join('\n\n')
}
