import type { AppParts } from '../app/parts.ts'
import type { RouteGroup } from '../app/register.ts'
import { siteRoutes } from './sites/routes.ts'

/** Every resource, one line each. */
export const routeGroups: readonly RouteGroup<AppParts>[] = [siteRoutes]
