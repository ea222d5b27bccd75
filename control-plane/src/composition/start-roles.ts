import type { Config } from '../config/load.ts'
import type { BaseContext } from '../context/context.ts'
import type { Role } from '../context/role.ts'
import type { Database } from '../db/client.ts'
import { frontDoor, pipeToRelay } from '../http/front-door.ts'
import type { HttpServer } from '../http/server.ts'
import type { HealthProbe } from '../platform/health.ts'
import type { UpgradeHandler } from '../platform/upgrade.ts'
import { roleStarters } from './roles.ts'

interface RolesAround {
  readonly config: Config
  readonly base: BaseContext
  readonly database: Database
  readonly server: Pick<HttpServer, 'upgrade'>
  /** Ends what was started, in reverse order. */
  readonly stopper: { later(step: () => unknown): void }
  /** Filled as roles start. */
  readonly health: Map<string, HealthProbe>
}

/** The roles that this process has, each with its door at the public port. */
export async function startRoles({ config, base, database, server, stopper, health }: RolesAround): Promise<void> {
  const upgrades = new Map<string, UpgradeHandler>()
  const relay = { host: config.NIGHTJAR_RELAY_HOST, port: config.NIGHTJAR_RELAY_PORT }
  const toRelay = pipeToRelay(relay, base.log, config.TRUSTED_PROXIES)
  for (const target of ['/live', '/publish']) upgrades.set(target, toRelay)
  server.upgrade(frontDoor(upgrades, base.log))
  const started = new Map<string, Role>()
  for (const [name, startRole] of roleStarters) {
    if (!config.NIGHTJAR_ROLES.includes(name)) continue
    const ports = { config, base: { ...base, log: base.log.child({ part: name }) }, database, earlier: started }
    const role = await startRole(ports)
    started.set(name, role)
    stopper.later(() => role.stop())
    health.set(name, role.probe)
    for (const [target, handler] of role.upgrades ?? []) upgrades.set(target, handler)
  }
}
