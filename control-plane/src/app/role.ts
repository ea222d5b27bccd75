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
  /** Resolves within two seconds. */
  stop(): Promise<void>
}

export interface RolePorts {
  readonly config: Config
  /** Without a request; roles add their own actor. */
  readonly base: BaseContext
  readonly database: Database
  readonly parts: AppParts
}

/** @throws Error with a sentence for the operator. */
export type StartRole = (ports: RolePorts) => Promise<Role>
