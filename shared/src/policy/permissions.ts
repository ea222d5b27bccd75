import type { Role } from './roles.ts'

/** The verbs of grants: what may be done, on a scope. A permission that is named nowhere is held by nobody. */
export const permissions = [
  'site.read',
  'site.manage',
  'agent.read',
  'agent.manage',
  'camera.read',
  'camera.manage',
  'live.view',
  'recording.view',
  'user.read',
  'user.manage',
  'audit.read',
] as const
export type Permission = (typeof permissions)[number]

const ofViewer: readonly Permission[] = ['site.read', 'camera.read', 'live.view', 'recording.view']

/** Default deny: true only where the role names the permission. */
export function roleHolds(role: Role, permission: Permission): boolean {
  switch (role) {
    case 'administrator':
      return permissions.includes(permission)
    case 'viewer':
      return ofViewer.includes(permission)
    default:
      return false
  }
}
