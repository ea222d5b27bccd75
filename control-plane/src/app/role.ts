import type { Broker } from '../broker/broker.ts'
import type { Config } from '../config/load.ts'
import type { Database } from '../db/client.ts'
import type { BaseContext } from '../services/context.ts'
import type { HealthProbe } from './health.ts'
import type { AppParts } from './parts.ts'
import type { UpgradeHandler } from './server.ts'

/** A part of the control plane that runs by itself. */
export interface Role {
  readonly probe: HealthProbe
  /** Upgrade targets that it takes, e.g. `/mqtt`. */
  readonly upgrades?: ReadonlyMap<string, UpgradeHandler>
  /** The embedded broker, for the link role beside it. */
  readonly broker?: Broker
  /** Resolves within two seconds. */
  stop(): Promise<void>
}

export interface RolePorts {
  readonly config: Config
  /** Without a request; roles add their own actor. */
  readonly base: BaseContext
  readonly database: Database
  readonly parts: AppParts
  /** Roles that this process has started before this one. */
  readonly earlier: ReadonlyMap<string, Role>
}

/** @throws Error with a sentence for the operator. */
export type StartRole = (ports: RolePorts) => Promise<Role>
