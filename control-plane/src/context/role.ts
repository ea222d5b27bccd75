import type { Duplex } from 'node:stream'
import type { Config } from '../config/load.ts'
import type { Database } from '../db/client.ts'
import type { HealthProbe } from '../platform/health.ts'
import type { UpgradeHandler } from '../platform/upgrade.ts'
import type { BaseContext } from './context.ts'

/** A part of the control plane that runs by itself. */
export interface Role {
  readonly probe: HealthProbe
  /** Upgrade targets that it takes, e.g. `/mqtt`. */
  readonly upgrades?: ReadonlyMap<string, UpgradeHandler>
  /** Of the embedded broker: a stream into it, for the link role beside it. */
  readonly openMqttStream?: () => Duplex
  /** Resolves within two seconds. */
  stop(): Promise<void>
}

export interface RolePorts {
  readonly config: Config
  /** Without a request; roles add their own actor. */
  readonly base: BaseContext
  readonly database: Database
  /** Roles that this process has started before this one. */
  readonly earlier: ReadonlyMap<string, Role>
}

/** @throws Error with a sentence for the operator. */
export type StartRole = (ports: RolePorts) => Promise<Role>
