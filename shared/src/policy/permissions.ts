import { agentPermissions } from './permissions/agent.ts'
import { auditPermissions } from './permissions/audit.ts'
import { cameraPermissions } from './permissions/camera.ts'
import { livePermissions } from './permissions/live.ts'
import { recordingPermissions } from './permissions/recording.ts'
import { sitePermissions } from './permissions/site.ts'
import { userPermissions } from './permissions/user.ts'
import type { Role } from './roles.ts'

/** The closed list, one line an entity; each declares its own in `permissions/`. */
const heldBy = {
  ...sitePermissions,
  ...agentPermissions,
  ...cameraPermissions,
  ...livePermissions,
  ...recordingPermissions,
  ...userPermissions,
  ...auditPermissions,
} as const

/** The verbs of grants: what may be done, on a scope. A permission that is named nowhere is held by nobody. */
export type Permission = keyof typeof heldBy
export const permissions = Object.keys(heldBy) as readonly Permission[]

/** Default deny: true only where the permission names the role. */
export const roleHolds = (role: Role, permission: Permission): boolean =>
  permissions.includes(permission) && (heldBy[permission] as readonly Role[]).includes(role)
