import { actingAs, type BaseContext } from '../context/context.ts'
import type { FleetSettings } from '../context/fleet-settings.ts'
import type { Database } from '../db/client.ts'
import { type App, type AppSettings, createApp } from '../http/app.ts'
import { makeIds } from '../platform/ids.ts'
import { createLog, type Log } from '../platform/log.ts'
import { systemRandom } from '../platform/random.ts'
import { makeSecretBox } from '../platform/secret-box.ts'
import type { Actor } from '../policy/actor.ts'
import { routeGroups } from '../routes/groups.ts'
import type { AppParts } from '../routes/parts.ts'
import { resolveAgent } from '../services/agent/resolve.ts'
import { resolveSession } from '../services/session/resolve.ts'
import { makeTestClock, type TestClock } from './test-clock.ts'
import { openTestDatabase } from './test-database.ts'
import { makeTestParts } from './test-parts.ts'

export interface Harness {
  readonly database: Database
  readonly clock: TestClock
  readonly base: BaseContext
  readonly parts: AppParts
  readonly app: App
  /** Every line that was logged, for tests that look for secrets. */
  readonly logLines: string[]
  as<Who extends Actor>(actor: Who): BaseContext & { readonly actor: Who }
  /** A request as a script would send it; objects become JSON. */
  request(method: string, path: string, options?: RequestOptions): Promise<Response>
  close(): Promise<void>
}

export interface RequestOptions {
  readonly cookie?: string
  readonly bearer?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export interface HarnessOptions {
  readonly settings?: Partial<AppSettings>
  /** In place of some of the usual parts, which are given. */
  readonly parts?: (base: BaseContext, usual: AppParts) => Partial<AppParts>
  /** In place of one of its own, e.g. one that other processes use too; migrated. */
  readonly database?: Database
  /** How agents find what they need; the embedded broker and relay where left out. */
  readonly fleet?: FleetSettings
  /** false: permissions are decided by the verbs alone. */
  readonly gate?: boolean
  /** Accepts these instead of signed access tokens. */
  readonly resolveAgent?: AppSettings['authenticators']['resolveAgent']
}

/** For other processes on the harness's database. */
export const testSecretKey = 'a secret key that is long enough for a test'

function memoryLog(): { log: Log; lines: string[] } {
  const lines: string[] = []
  return { lines, log: createLog({ level: 'debug', role: 'test' }, { write: line => void lines.push(line) }) }
}

/** The real application on a real database, without sockets. Close it in `after`. */
export async function openHarness(options: HarnessOptions = {}): Promise<Harness> {
  const { log, lines } = memoryLog()
  const database = options.database ?? (await openTestDatabase(log))
  const clock = makeTestClock()
  const random = systemRandom
  const foundation = {
    db: database.db,
    clock,
    ids: makeIds(clock, random),
    random,
    log,
    secrets: makeSecretBox(testSecretKey, random),
    fleet: options.fleet ?? {
      mqttUrl: '/mqtt',
      brokerAccounts: false,
      relays: ['/publish'],
      liveAddresses: ['/live'],
      relayInternalUrls: [],
    },
  }
  const base: BaseContext = { ...foundation, origin: null }
  const usual = makeTestParts(base, database)
  const parts: AppParts = { ...usual, ...options.parts?.(base, usual) }
  const settings: AppSettings = {
    authenticators: {
      origins: parts.origins,
      gate: options.gate ?? true,
      resolveSession,
      resolveAgent: options.resolveAgent ?? resolveAgent,
    },
    trustedProxies: [],
    policyOrigins: { page: ['http://localhost:8080'], media: [], relays: [] },
    web: null,
    ...options.settings,
  }
  const app = createApp(foundation, settings, routeGroups, parts)
  return {
    database,
    clock,
    base,
    parts,
    app,
    logLines: lines,
    as: actor => actingAs(base, actor),
    request: async (method, path, { cookie, bearer, body, headers } = {}) =>
      app.fetch(
        new Request(`http://localhost:8080${path}`, {
          method,
          headers: {
            host: 'localhost:8080',
            ...(cookie && { cookie }),
            ...(bearer && { authorization: `Bearer ${bearer}` }),
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body !== undefined && {
            body:
              typeof body === 'string' || body instanceof Uint8Array
                ? (body as Uint8Array<ArrayBuffer>)
                : JSON.stringify(body),
          }),
        }),
      ),
    close: () => database.close(),
  }
}
