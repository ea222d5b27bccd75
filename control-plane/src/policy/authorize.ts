import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { covers, type Grant, isInForce, type Place } from '@nightjar/shared/policy/grant.ts'
import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import type { Actor, AgentActor, UserActor } from './actor.ts'

/** Who asks, and when: a grant counts within its window only. */
export interface Asking {
  readonly actor: Actor
  readonly clock: { wallMs(): number }
}

/** What the actor holds of a permission now, on whatever scope. */
export function grantsInForce({ actor, clock }: Asking, permission: Permission): readonly Grant[] {
  if (actor.kind === 'agent') return []
  const nowMs = clock.wallMs()
  return actor.grants.filter(grant => grant.permission === permission && isInForce(grant, nowMs))
}

/** Default deny: true only where a grant in force names the permission and covers the place. */
export const holds = (asking: Asking, permission: Permission, place: Place): boolean =>
  place.organisationId === asking.actor.organisationId &&
  grantsInForce(asking, permission).some(grant => covers(grant.scope, place))

/** Whether there may be anything on which the actor holds the permission. Who sees a camera sees its site too. */
export const holdsSomewhere = (asking: Asking, permission: Permission): boolean =>
  grantsInForce(asking, permission).length > 0 ||
  (permission === 'site.read' && grantsInForce(asking, 'camera.read').length > 0)

/** @param on what it is lacked on, for the log. */
export const forbidden = ({ actor }: Asking, permission: Permission, on = 'the organisation'): AppError =>
  new AppError('auth.forbidden', { detail: `${actor.kind} ${actor.id} lacks ${permission} on ${on}` })

/**
 * First line of verbs on the organisation as a whole. What has a place in it (a camera, site, agent, segment) is loaded
 * by its step instead, e.g. `cameraFor`, which authorises for that one; lists are filtered by `visible...`.
 * @throws AppError `auth.forbidden`
 */
export function authorize(asking: Asking, permission: Permission): void {
  const { organisationId } = asking.actor
  if (!holds(asking, permission, { organisationId, siteId: null, cameraId: null, groupIds: [] }))
    throw forbidden(asking, permission)
}

/**
 * First line of verbs that must read their input before they know on what they act: refuses who could do it nowhere.
 * The step that follows decides.
 * @throws AppError `auth.forbidden`
 */
export function authorizeSomewhere(asking: Asking, permission: Permission): void {
  if (!holdsSomewhere(asking, permission)) throw forbidden(asking, permission, 'anything')
}

/** First line of verbs that only an agent may call, on what is its own. @throws AppError `auth.forbidden` for all others. */
export function authorizeAgent(context: { readonly actor: Actor }): AgentActor {
  if (context.actor.kind !== 'agent') throw new AppError('auth.forbidden', { detail: 'for agents only' })
  return context.actor
}

/** First line of verbs on the caller's own account. @throws AppError `auth.forbidden` for all but users. */
export function authorizeSelf(context: { readonly actor: Actor }): UserActor {
  if (context.actor.kind !== 'user') throw new AppError('auth.forbidden', { detail: 'for users only' })
  return context.actor
}
