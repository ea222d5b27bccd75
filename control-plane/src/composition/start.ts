import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import { type Clock, systemClock } from '@nightjar/shared/platform/clock.ts'
import type { ArchiveStore } from '../archive/store.ts'
import { type Config, StartRefused } from '../config/load.ts'
import type { BaseContext } from '../context/context.ts'
import { createInternalApp } from '../http/internal-app.ts'
import { publicConnections, startServer } from '../http/server.ts'
import { keptSecret, openDataFolder } from '../platform/data-folder.ts'
import type { HealthProbe } from '../platform/health.ts'
import { makeIds } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { type Random, randomToken, systemRandom } from '../platform/random.ts'
import { makeSecretBox } from '../platform/secret-box.ts'
import { cliActor } from '../policy/actor.ts'
import { internalGroups } from '../routes/internal-groups.ts'
import { listAgents } from '../services/agent/list.ts'
import { bootstrapOrganisation } from '../services/organisation/bootstrap.ts'
import { loadRelays } from '../services/relay/load-relays.ts'
import { isSetupRequired } from '../services/setup/read-status.ts'
import { composeParts, fleetSettings } from './compose.ts'
import { openDatabase } from './open-database.ts'
import { publicApp } from './public-app.ts'
import { startRoles } from './start-roles.ts'

export interface RunningControlPlane {
  /** Real ports, where 0 was asked for. */
  readonly port: number
  readonly internalPort: number
  /** null when setup is over. */
  readonly setupToken: string | null
  /** Ends everything within three seconds. */
  stop(): Promise<void>
}

export interface StartPorts {
  readonly log: Log
  readonly clock?: Clock
  readonly random?: Random
}

/** What was started, ended in reverse order; one that fails to end does not keep the others. */
function makeStopper(log: Log) {
  const steps: (() => unknown)[] = []
  return {
    later: (step: () => unknown) => void steps.unshift(step),
    stop: async () => {
      for (const step of steps.splice(0))
        await Promise.resolve()
          .then(step)
          .catch(error => log.warn({ err: error }, 'a part did not stop cleanly'))
    },
  }
}

const relayProbe =
  (base: BaseContext): HealthProbe =>
  async () =>
    (await loadRelays(base)).length > 0 ? null : 'is not there'

/** The all-in-one's own agent belongs to what must be up before somebody's script goes on to add cameras. */
const localAgentProbe =
  (base: BaseContext, organisationId: string): HealthProbe =>
  async () => {
    const agents = await listAgents({ ...base, actor: cliActor('health', organisationId) })
    return agents.some(agent => agent.state === 'online') ? null : 'is not connected'
  }

/**
 * The control plane from its configuration, in start order.
 * @throws StartRefused with a sentence for the operator; whatever had been started is stopped again.
 */
export async function startControlPlane(config: Config, ports: StartPorts): Promise<RunningControlPlane> {
  const { log, clock = systemClock, random = systemRandom } = ports
  const stopper = makeStopper(log)
  try {
    return await start(config, { log, clock, random }, stopper)
  } catch (error) {
    await stopper.stop()
    throw error
  }
}

/** One that is not there yet is no reason not to start: recordings wait at their sites. */
async function lookAtArchive(archive: ArchiveStore, log: Log): Promise<void> {
  try {
    log.info({ kind: archive.kind, ...(await archive.probe()) }, 'the archive is ready')
  } catch (error) {
    const failure = toAppError(error)
    log.warn({ kind: archive.kind, detail: failure.detail }, `the archive is not ready: ${failure.publicMessage}`)
  }
}

const refuse = (error: unknown): never => {
  throw new StartRefused(error instanceof Error ? error.message : String(error))
}

async function start(
  config: Config,
  { log, clock, random }: Required<StartPorts>,
  stopper: ReturnType<typeof makeStopper>,
): Promise<RunningControlPlane> {
  const folder = config.NIGHTJAR_DATA_DIR
  const folderWarnings = await openDataFolder(folder).catch(refuse)
  for (const warning of folderWarnings) log.warn(warning)
  // Listening comes first: a taken port is known at once, and nothing was changed.
  const server = await startServer(config.NIGHTJAR_HOST, config.NIGHTJAR_PORT, clock, log, {
    connections: publicConnections,
    trustedProxies: config.TRUSTED_PROXIES,
  }).catch(refuse)
  stopper.later(() => server.close())
  const internal = await startServer(config.NIGHTJAR_INTERNAL_HOST, config.NIGHTJAR_INTERNAL_PORT, clock, log).catch(
    refuse,
  )
  stopper.later(() => internal.close())
  const secretKey = config.SECRET_KEY ?? (await keptSecret(folder, 'secret-key', random))
  const { database, warnings: databaseWarnings } = await openDatabase(config, clock, log)
  stopper.later(() => database.close())
  const foundation = {
    db: database.db,
    clock,
    ids: makeIds(clock, random),
    random,
    log,
    secrets: makeSecretBox(secretKey, random),
    fleet: fleetSettings(config),
  }
  const base: BaseContext = { ...foundation, origin: null }
  const { organisationId } = await bootstrapOrganisation(base, new Intl.DateTimeFormat().resolvedOptions().timeZone)
  const health = new Map<string, HealthProbe>([['api', () => database.ping().then(() => null)]])
  if (config.NIGHTJAR_RELAY_KEY && config.NIGHTJAR_ROLES.includes('api')) health.set('relay', relayProbe(base))
  if (config.NIGHTJAR_LOCAL_AGENT) health.set('local agent', localAgentProbe(base, organisationId))
  const setupToken = config.NIGHTJAR_SETUP_TOKEN ?? randomToken(random)
  const around = { config, base, database, setupToken, fetch, roles: health, folderWarnings, databaseWarnings }
  const parts = composeParts(around)
  stopper.later(() => parts.commandResults.close())
  if (config.NIGHTJAR_ROLES.includes('api')) await lookAtArchive(parts.archive, log)

  const app = publicApp(config, foundation, parts)
  const keys = { relay: config.NIGHTJAR_RELAY_KEY, local: config.NIGHTJAR_LOCAL_KEY }
  internal.serve(createInternalApp(foundation, { keys, organisationId }, internalGroups, parts))

  await startRoles({ config, base, database, server, stopper, health })
  server.serve(app)
  // First to stop: nothing new comes in while the parts end.
  stopper.later(() => internal.close())
  stopper.later(() => server.close())
  return {
    port: server.port,
    internalPort: internal.port,
    setupToken: (await isSetupRequired(base.db)) ? setupToken : null,
    stop: () => stopper.stop(),
  }
}
