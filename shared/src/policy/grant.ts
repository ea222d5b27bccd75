import { type Permission, permissions, roleHolds } from './permissions.ts'
import type { Role } from './roles.ts'

/** On what a permission is held, always within one organisation. */
export type Scope =
  | { readonly kind: 'organisation' }
  | { readonly kind: 'site' | 'camera-group' | 'camera'; readonly id: string }

/** One permission on one scope, within one window of time. */
export interface Grant {
  readonly permission: Permission
  readonly scope: Scope
  /** Wall ms, inclusive; null: always has been. */
  readonly fromMs: number | null
  /** Wall ms, exclusive; null: until it is taken away. */
  readonly untilMs: number | null
}

/** Where something lies, in everything that a scope can name. */
export interface Place {
  readonly organisationId: string
  /** null: what belongs to the organisation as a whole. */
  readonly siteId: string | null
  /** null: not a camera, nor a part of one. */
  readonly cameraId: string | null
  /** Of the camera. */
  readonly groupIds: readonly string[]
}

const overWholeOrganisation = (held: readonly Permission[]): readonly Grant[] =>
  held.map(permission => ({ permission, scope: { kind: 'organisation' }, fromMs: null, untilMs: null }))

/** Everything there is, on the organisation. */
export const allGrants: readonly Grant[] = overWholeOrganisation(permissions)

/** What a role holds, on the organisation. */
export const grantsOfRole = (role: Role): readonly Grant[] =>
  overWholeOrganisation(permissions.filter(permission => roleHolds(role, permission)))

export const isInForce = ({ fromMs, untilMs }: Grant, nowMs: number): boolean =>
  (fromMs === null || fromMs <= nowMs) && (untilMs === null || nowMs < untilMs)

/** Whether a place of the grant's own organisation is within the scope. */
export function covers(scope: Scope, place: Place): boolean {
  switch (scope.kind) {
    case 'organisation':
      return true
    case 'site':
      return place.siteId === scope.id
    case 'camera-group':
      return place.groupIds.includes(scope.id)
    case 'camera':
      return place.cameraId === scope.id
    default:
      return false
  }
}
