import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { permissions, roleHolds } from '@nightjar/shared/policy/permissions.ts'
import type { Role } from '@nightjar/shared/policy/roles.ts'
import type { Endpoint } from '../http/register.ts'
import type { AgentActor } from '../policy/actor.ts'
import type { RoutePolicy } from '../policy/route-policy.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import type { MatrixFixture } from '../testing/matrix-fixture.ts'
import { gatherMatrixFixtures } from '../testing/matrix-fixtures.ts'
import { buildMatrixWorld, type MatrixWorld } from '../testing/matrix-world.ts'
import { watching } from '../testing/mint-grants.ts'

const agents = new Map<string, AgentActor>()
/** Nobody is at the other end, and says so at once. */
const offline = () => Promise.reject(new AppError('agent.offline'))
const open = (gate: boolean) =>
  openHarness({
    gate,
    resolveAgent: async (_base, token) => agents.get(token) ?? null,
    parts: () => ({ transfers: { send: offline }, commandResults: { awaitResult: offline, close: async () => {} } }),
  })

/** Routes are known once an application was built; its database is not used. */
const sample = await open(true)
const endpoints = sample.app.endpoints
const routed = sample.app.hono.routes
await sample.close()

const matrixFixtures = await gatherMatrixFixtures()

const nameOf = ({ method, path }: Endpoint): string => `${method.toUpperCase()} ${path}`

/** Those who may most come last: what they do cannot spoil what the others meet. */
const callers = [
  'signed out',
  'other agent',
  'other organisation',
  'ended viewer',
  'other camera’s viewer',
  'one camera’s viewer',
  'viewer',
  'agent',
  'administrator',
] as const
type Caller = (typeof callers)[number]

type Outcome = 'good' | 'not theirs' | 401 | 403

const isPermission = (policy: RoutePolicy) => (permissions as readonly string[]).includes(policy)

/** What comes with one camera: to watch it, and to see where it is. */
const isWatching = (policy: RoutePolicy) => policy === 'site.read' || (watching as readonly string[]).includes(policy)

/** What the declared policy promises each caller. */
function promised({ policy }: Endpoint, caller: Caller, fixture: MatrixFixture): Outcome {
  const foreign: Outcome = fixture.params || fixture.foreign ? 'not theirs' : 'good'
  if (policy === 'public') return 'good'
  if (policy === 'signed-url') return 403
  if (policy === 'agent') return caller === 'agent' ? 'good' : caller === 'other agent' ? foreign : 401
  if (caller === 'signed out' || caller === 'agent' || caller === 'other agent') return 401
  if (policy === 'session') return 'good'
  // Whoever holds it on nothing is refused, also by lists: an empty one would say that there are no cameras.
  if (caller === 'ended viewer') return 403
  if (caller === 'one camera’s viewer') return isWatching(policy) ? 'good' : 403
  // What fixtures name is of the one camera; a list shows what there is for them.
  if (caller === 'other camera’s viewer') return isWatching(policy) && foreign === 'good' ? 'good' : 403
  const role: Role = caller === 'viewer' ? 'viewer' : 'administrator'
  if (!roleHolds(role, policy)) return 403
  return caller === 'other organisation' ? foreign : 'good'
}

function credentials(world: MatrixWorld, caller: Caller): { cookie?: string; bearer?: string } {
  if (caller === 'viewer') return { cookie: world.own.viewer.cookie }
  if (caller === 'one camera’s viewer') return { cookie: world.oneCameraViewer.cookie }
  if (caller === 'other camera’s viewer') return { cookie: world.otherCameraViewer.cookie }
  if (caller === 'ended viewer') return { cookie: world.endedViewer.cookie }
  if (caller === 'administrator') return { cookie: world.own.administrator.cookie }
  if (caller === 'other organisation') return { cookie: world.foreign.administrator.cookie }
  if (caller === 'signed out') return {}
  const actor = caller === 'agent' ? world.camera.actor : world.foreignAgent
  agents.set(actor.id, actor)
  return { bearer: actor.id }
}

function call(harness: Harness, world: MatrixWorld, endpoint: Endpoint, fixture: MatrixFixture, caller: Caller) {
  const params = fixture.params?.(world) ?? {}
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '').replace('*', 'a/b.mp4')
  const query = fixture.query ? `?${new URLSearchParams(fixture.query(world))}` : ''
  return harness.request(endpoint.method.toUpperCase(), path + query, {
    ...credentials(world, caller),
    ...(fixture.body && { body: fixture.body(world) }),
    ...(fixture.headers && { headers: fixture.headers }),
  })
}

/** Ids that the caller must be told nowhere. */
function hiddenFrom({ secrets: { camera, otherCamera, organisation } }: MatrixWorld, caller: Caller): string[] {
  if (caller === 'one camera’s viewer') return [...otherCamera]
  if (caller === 'other camera’s viewer') return [...camera]
  if (caller === 'ended viewer') return [...camera, ...otherCamera]
  const isStranger = caller === 'other organisation' || caller === 'other agent' || caller === 'signed out'
  return isStranger ? [...camera, ...otherCamera, ...organisation] : []
}

function holdsPromise(status: number, outcome: Outcome, { good, foreign }: MatrixFixture): boolean {
  if (outcome === 'not theirs') return (foreign ?? [404]).includes(status)
  if (outcome !== 'good') return status === outcome
  return good ? good.includes(status) : status >= 200 && status < 400
}

test('every address that the router answers was registered with a policy', () => {
  const toRouter = (path: string) => path.replace(/\{(\w+)\}/g, ':$1')
  const registered = new Set(endpoints.map(({ method, path }) => `${method.toUpperCase()} ${toRouter(path)}`))
  const answered = routed.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual(
    [...new Set(answered)].filter(name => !registered.has(name)),
    [],
  )
  for (const { policy } of endpoints)
    assert.ok(['public', 'session', 'agent', 'signed-url'].includes(policy) || isPermission(policy), policy)
})

test('every route has a fixture here, and every fixture a route', () => {
  assert.deepEqual(endpoints.map(nameOf).sort(), Object.keys(matrixFixtures).sort())
})

test('what is public is a short list that somebody meant', () => {
  const open = endpoints
    .filter(({ policy }) => policy === 'public')
    .map(nameOf)
    .sort()
  assert.deepEqual(open, [
    'GET /api/v1/openapi.json',
    'GET /api/v1/setup',
    'GET /healthz',
    'POST /api/v1/agents/enrol',
    'POST /api/v1/agents/token',
    'POST /api/v1/auth/login',
    'POST /api/v1/setup',
    'POST /api/v1/setup/token',
  ])
})

for (const gate of [true, false]) {
  suite(gate ? 'as in production' : 'decided by the verbs alone', () => {
    let harness: Harness
    before(async () => {
      harness = await open(gate)
    })
    after(() => harness.close())

    for (const endpoint of endpoints) {
      const fixture = matrixFixtures[nameOf(endpoint)]
      if (!fixture) continue
      test(`${nameOf(endpoint)} answers each caller as "${endpoint.policy}" says (R28, R37-R48)`, async () => {
        const world = await buildMatrixWorld(harness.base)
        for (const caller of callers) {
          const response = await call(harness, world, endpoint, fixture, caller)
          const outcome = promised(endpoint, caller, fixture)
          const text = await response.text()
          assert.ok(
            holdsPromise(response.status, outcome, fixture),
            `${caller}: promised ${outcome}, got ${response.status} ${text.slice(0, 300)}`,
          )
          const leaked = hiddenFrom(world, caller).filter(id => text.includes(id))
          assert.deepEqual(leaked, [], `${caller} is told ids that are not theirs`)
        }
      })
    }
  })
}
