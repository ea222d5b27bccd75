import type { RouteGroup } from '../http/register.ts'
import { agentChainRoutes } from './agent-chains.ts'
import { agentOwnRoutes } from './agent-own.ts'
import { agentRoutes } from './agents.ts'
import { archiveDirectoryRoutes } from './archive-directory.ts'
import { auditRoutes } from './audit.ts'
import { authRoutes } from './auth.ts'
import { cameraRoutes } from './cameras.ts'
import { chainRoutes } from './chains.ts'
import { enrolmentRoutes } from './enrolments.ts'
import { healthRoutes } from './health.ts'
import { liveRoutes } from './live.ts'
import { meRoutes } from './me.ts'
import { noticeRoutes } from './notices.ts'
import { openapiRoutes } from './openapi.ts'
import type { AppParts } from './parts.ts'
import { segmentRoutes } from './segments.ts'
import { setupRoutes } from './setup.ts'
import { siteRoutes } from './sites.ts'
import { timelineRoutes } from './timeline.ts'
import { uploadRoutes } from './uploads.ts'
import { userRoutes } from './users.ts'

/** Every resource, one line each. */
export const routeGroups: readonly RouteGroup<AppParts>[] = [
  siteRoutes,
  auditRoutes,
  authRoutes,
  healthRoutes,
  meRoutes,
  noticeRoutes,
  openapiRoutes,
  setupRoutes,
  userRoutes,
  enrolmentRoutes,
  // Before the agents: their fixed paths are not ids.
  agentOwnRoutes,
  agentChainRoutes,
  uploadRoutes,
  timelineRoutes,
  segmentRoutes,
  liveRoutes,
  archiveDirectoryRoutes,
  agentRoutes,
  cameraRoutes,
  chainRoutes,
]
