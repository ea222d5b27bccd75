import type { Config } from '../config/load.ts'
import type { BaseContext } from '../context/context.ts'
import { type App, createApp } from '../http/app.ts'
import { openStaticFiles } from '../platform/static-files.ts'
import { routeGroups } from '../routes/groups.ts'
import type { AppParts } from '../routes/parts.ts'
import { resolveAgent } from '../services/agent/resolve.ts'
import { resolveSession } from '../services/session/resolve.ts'
import { mediaOrigins } from './compose-archive.ts'
import { pageOrigins } from './page-origins.ts'

/** The public application with the settings that stand in the configuration. */
export const publicApp = (config: Config, foundation: Omit<BaseContext, 'origin'>, parts: AppParts): App =>
  createApp(
    foundation,
    {
      authenticators: { origins: parts.origins, gate: true, resolveSession, resolveAgent },
      trustedProxies: config.TRUSTED_PROXIES,
      policyOrigins: {
        page: pageOrigins(config),
        media: mediaOrigins(config),
        relays: foundation.fleet.liveAddresses
          .filter(address => URL.canParse(address))
          .map(address => new URL(address).origin),
      },
      web: openStaticFiles(config.NIGHTJAR_WEB_DIR),
    },
    routeGroups,
    parts,
  )
