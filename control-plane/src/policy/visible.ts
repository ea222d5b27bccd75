import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import { and, eq, inArray, isNull, or, type SQL } from 'drizzle-orm'
import { QueryBuilder } from 'drizzle-orm/pg-core'
import { agents } from '../db/schema/agents.ts'
import { cameraGroupMembers } from '../db/schema/camera-group-members.ts'
import { cameras } from '../db/schema/cameras.ts'
import { sites } from '../db/schema/sites.ts'
import { type Asking, authorizeSomewhere, grantsInForce } from './authorize.ts'

/** What the grants of one permission name. A list without ids is a condition that no row meets. */
interface Reach {
  readonly everything: boolean
  ids(kind: 'site' | 'camera-group' | 'camera'): string[]
}

function reachOf(asking: Asking, permission: Permission): Reach {
  const scopes = grantsInForce(asking, permission).map(grant => grant.scope)
  return {
    everything: scopes.some(scope => scope.kind === 'organisation'),
    ids: kind => scopes.flatMap(scope => (scope.kind === kind ? [scope.id] : [])),
  }
}

/** Cameras that there are for the actor's organisation; what was deleted is gone for everybody. */
export const existingCameras = ({ actor }: Asking): SQL =>
  and(eq(cameras.organisationId, actor.organisationId), isNull(cameras.deletedAtMs))!

function reachedCameras(asking: Asking, permission: Permission): SQL {
  const reach = reachOf(asking, permission)
  if (reach.everything) return existingCameras(asking)
  const groupIds = reach.ids('camera-group')
  const inGroups = new QueryBuilder()
    .select({ id: cameraGroupMembers.cameraId })
    .from(cameraGroupMembers)
    .where(inArray(cameraGroupMembers.groupId, groupIds))
  const named = or(
    inArray(cameras.id, reach.ids('camera')),
    inArray(cameras.siteId, reach.ids('site')),
    // Left out where it can add nothing: with it, all cameras of the organisation are looked at.
    groupIds.length === 0 ? undefined : inArray(cameras.id, inGroups),
  )
  return and(existingCameras(asking), named)!
}

/**
 * The condition for cameras on which the actor holds a permission. Served by the primary key and
 * `cameras_by_site`; for whole organisations and for groups by `cameras_organisation_id_key`.
 * @throws AppError `auth.forbidden` where it is held on nothing at all: such a list is refused, not empty.
 */
export function visibleCameras(asking: Asking, permission: Permission): SQL {
  authorizeSomewhere(asking, permission)
  return reachedCameras(asking, permission)
}

/**
 * As {@link visibleCameras}. Who may see a camera may see its site: a picture without the name and the time zone of the
 * place is of little use. Served by `sites_organisation_id_key`.
 */
export function visibleSites(asking: Asking, permission: Permission): SQL {
  authorizeSomewhere(asking, permission)
  const own = eq(sites.organisationId, asking.actor.organisationId)
  const reach = reachOf(asking, permission)
  if (reach.everything) return own
  const named = inArray(sites.id, reach.ids('site'))
  if (permission !== 'site.read') return and(own, named)!
  const ofCameras = new QueryBuilder()
    .select({ id: cameras.siteId })
    .from(cameras)
    .where(reachedCameras(asking, 'camera.read'))
  return and(own, or(named, inArray(sites.id, ofCameras)))!
}

/** As {@link visibleCameras}. Served by `agents_organisation_id_key`. */
export function visibleAgents(asking: Asking, permission: Permission): SQL {
  authorizeSomewhere(asking, permission)
  const own = eq(agents.organisationId, asking.actor.organisationId)
  const reach = reachOf(asking, permission)
  return reach.everything ? own : and(own, inArray(agents.siteId, reach.ids('site')))!
}
