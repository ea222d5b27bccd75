import { DirectoryStore } from '../archive/directory/directory-store.ts'
import type { Config } from '../config/load.ts'
import type { BaseContext } from '../context/context.ts'
import type { FleetSettings } from '../context/fleet-settings.ts'
import type { Database } from '../db/client.ts'
import type { HealthProbe } from '../platform/health.ts'
import { makeNotices } from '../platform/notices.ts'
import type { AppParts } from '../routes/parts.ts'
import { makeCommandResults } from '../services/command/results.ts'
import { makeRunCommand } from '../services/command/run-command.ts'
import { makeRelayFeed } from '../services/live/relay-changes.ts'
import { ViewingLog } from '../services/recording/audit-viewing.ts'
import { makeRelayLink } from '../services/relay/relay-link.ts'
import { makeSiteTransfers } from '../services/relay/send-from-site.ts'
import { makeAttemptLimits } from '../services/session/attempt-limits.ts'
import { makeSetupGate } from '../services/setup/setup-gate.ts'
import { makePasswordHasher } from '../services/user/password-hasher.ts'
import { composeArchive } from './compose-archive.ts'

export interface Surroundings {
  readonly config: Config
  readonly base: BaseContext
  readonly database: Database
  readonly setupToken: string
  readonly fetch: typeof fetch
  /** Sentences from the start that stay true until the next one; they name folders of the server. */
  readonly folderWarnings: readonly string[]
  /** The same, of the database, and nothing in them is private: anybody may ask after health. */
  readonly databaseWarnings: readonly string[]
  /** Filled as roles start. */
  readonly roles: Map<string, HealthProbe>
}

/** How agents find what they need, from the configuration. */
export const fleetSettings = (config: Config): FleetSettings => ({
  mqttUrl: config.MQTT_PUBLIC_URL ?? config.MQTT_URL ?? '/mqtt',
  brokerAccounts: config.MQTT_URL !== undefined && config.MQTT_RIGHTS === 'accounts',
  relays: config.NIGHTJAR_RELAY_ADDRESS,
  liveAddresses: config.NIGHTJAR_RELAY_LIVE_ADDRESS,
  relayInternalUrls: config.NIGHTJAR_RELAY_INTERNAL_URL,
})

/** Every part that routes use, from the configuration. */
export function composeParts(around: Surroundings): AppParts {
  const { config, base, database } = around
  const allowed = [...(config.PUBLIC_ORIGIN ? [config.PUBLIC_ORIGIN] : []), ...config.ALLOWED_ORIGINS]
  const commandResults = makeCommandResults(database, base.clock)
  const archive = composeArchive(config, base, around.fetch)
  const relay = makeRelayLink(around.fetch, config.NIGHTJAR_RELAY_KEY)
  return {
    origins: { allowed, secure: config.PUBLIC_ORIGIN?.startsWith('https:') ?? false },
    passwords: makePasswordHasher(),
    limits: makeAttemptLimits(base.db),
    setup: makeSetupGate(around.setupToken),
    health: { roles: around.roles, warnings: around.databaseWarnings },
    commandResults,
    archive,
    uploadLimits: {
      segmentBytes: config.NIGHTJAR_SEGMENT_MAX_MIB * 1024 ** 2,
      agentDayBytes: config.NIGHTJAR_AGENT_DAILY_GIB * 1024 ** 3,
    },
    notices: makeNotices([
      ...[...around.folderWarnings, ...around.databaseWarnings].map(sentence => async () => sentence),
      ...(archive instanceof DirectoryStore ? [() => archive.notice()] : []),
    ]),
    transfers: makeSiteTransfers({ relay, run: makeRunCommand(commandResults) }),
    viewings: new ViewingLog(),
    relayFeed: makeRelayFeed({ database, clock: base.clock }),
  }
}
