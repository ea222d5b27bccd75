import type { AppParts } from '../app/parts.ts'
import type { RouteGroup } from '../app/register.ts'
import { agentOwnRoutes } from './agent-own/routes.ts'
import { agentRoutes } from './agents/routes.ts'
import { archiveDirectoryRoutes } from './archive-directory/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { authRoutes } from './auth/routes.ts'
import { cameraRoutes } from './cameras/routes.ts'
import { enrolmentRoutes } from './enrolments/routes.ts'
import { healthRoutes } from './health/routes.ts'
import { liveRoutes } from './live/routes.ts'
import { meRoutes } from './me/routes.ts'
import { openapiRoutes } from './openapi/routes.ts'
import { segmentRoutes } from './segments/routes.ts'
import { setupRoutes } from './setup/routes.ts'
import { siteRoutes } from './sites/routes.ts'
import { timelineRoutes } from './timeline/routes.ts'
import { uploadRoutes } from './uploads/routes.ts'
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
  enrolmentRoutes,
  // Before the agents: their fixed paths are not ids.
  agentOwnRoutes,
  uploadRoutes,
  timelineRoutes,
  segmentRoutes,
  liveRoutes,
  archiveDirectoryRoutes,
  agentRoutes,
  cameraRoutes,
]
