import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Db } from '../db/client.ts'
import type { Ids } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import type { SecretBox } from '../platform/secret-box.ts'
import type { Actor } from '../policy/actor.ts'
import type { FleetSettings } from './fleet-settings.ts'

/** What led here, for the audit and the limits; null for jobs and the command line. */
export interface RequestOrigin {
  readonly requestId: string
  /** After trusted proxies. */
  readonly clientAddress: string
  readonly userAgent: string
}

/** What every verb needs, before anybody said who they are: verbs that make an actor (login, setup, enrol) take this. */
export interface BaseContext {
  readonly db: Db
  readonly clock: Clock
  readonly ids: Ids
  readonly random: Random
  readonly log: Log
  readonly secrets: SecretBox
  readonly fleet: FleetSettings
  readonly origin: RequestOrigin | null
}

/** What every other verb takes. */
export interface Context extends BaseContext {
  readonly actor: Actor
}

export const actingAs = <Who extends Actor>(base: BaseContext, actor: Who): BaseContext & { readonly actor: Who } => ({
  ...base,
  actor,
})
