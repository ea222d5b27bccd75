import type { AppParts } from '../app/parts.ts'
import type { RouteGroup } from '../app/register.ts'
import { auditRoutes } from './audit/routes.ts'
import { authRoutes } from './auth/routes.ts'
import { healthRoutes } from './health/routes.ts'
import { meRoutes } from './me/routes.ts'
import { openapiRoutes } from './openapi/routes.ts'
import { setupRoutes } from './setup/routes.ts'
import { siteRoutes } from './sites/routes.ts'
import { userRoutes } from './users/routes.ts'

/** Every resource, one line each. */
export const routeGroups: readonly RouteGroup<AppParts>[] = [
  siteRoutes,
  auditRoutes,
  authRoutes,
  healthRoutes,
  meRoutes,
  openapiRoutes,
  setupRoutes,
  userRoutes,
]
