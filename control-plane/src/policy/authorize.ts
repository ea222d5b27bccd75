import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type Permission, roleHolds } from '@nightjar/shared/policy/permissions.ts'
import type { Actor, AgentActor, UserActor } from './actor.ts'

/** On what; left out means on the actor's own organisation as a whole. */
export interface Scope {
  readonly organisationId: string
}

/** Default deny: true only where something names the permission for this actor. Agents hold none; see {@link authorizeAgent}. */
export function holds(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case 'user':
      return roleHolds(actor.role, permission)
    case 'token':
    case 'job':
      return actor.permissions.includes(permission)
    case 'cli':
      return true
    default:
      return false
  }
}

/**
 * First line of every verb.
 * @throws AppError `auth.forbidden` where the actor lacks the permission, `resource.not-found` for another
 * organisation's scope: whether a foreign object exists is nobody's business.
 */
export function authorize(
  context: { readonly actor: Actor },
  permission: Permission,
  scope: Scope = { organisationId: context.actor.organisationId },
): void {
  const { actor } = context
  if (scope.organisationId !== actor.organisationId) throw new AppError('resource.not-found')
  if (!holds(actor, permission))
    throw new AppError('auth.forbidden', { detail: `${actor.kind} ${actor.id} lacks ${permission}` })
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
