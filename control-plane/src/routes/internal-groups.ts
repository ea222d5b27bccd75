import type { InternalGroup } from '../app/internal-app.ts'
import type { AppParts } from '../app/parts.ts'
import { internalLocalRoutes } from './internal-local/routes.ts'
import { internalRelayRoutes } from './internal-relay/routes.ts'

/** What the relay and the local supervisor may ask, one line each. */
export const internalGroups: readonly InternalGroup<AppParts>[] = [internalRelayRoutes, internalLocalRoutes]
