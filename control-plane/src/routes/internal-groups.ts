import type { InternalGroup } from '../http/internal-app.ts'
import { internalLocalRoutes } from './internal-local.ts'
import { internalRelayRoutes } from './internal-relay.ts'
import type { AppParts } from './parts.ts'

/** What the relay and the local supervisor may ask, one line each. */
export const internalGroups: readonly InternalGroup<AppParts>[] = [internalRelayRoutes, internalLocalRoutes]
