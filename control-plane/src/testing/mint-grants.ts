import type { Scope } from '@nightjar/shared/policy/grant.ts'
import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import type { BaseContext } from '../context/context.ts'
import { cameraGroupMembers } from '../db/schema/camera-group-members.ts'
import { cameraGroups } from '../db/schema/camera-groups.ts'
import { grants } from '../db/schema/grants.ts'
import { sites } from '../db/schema/sites.ts'
import { userActor } from '../services/session/user-actor.ts'
import { type MintedUser, mintUser } from './mint.ts'

/** What it takes to watch a camera; its site is seen with it. */
export const watching: readonly Permission[] = ['camera.read', 'live.view', 'recording.view']

export interface NewGrants {
  readonly permissions: readonly Permission[]
  readonly scope: Scope
  readonly fromMs?: number
  readonly untilMs?: number
}

/** A user who holds nothing but these, as the first request would find them. */
export async function mintMember(
  base: BaseContext,
  organisationId: string,
  ...held: readonly NewGrants[]
): Promise<MintedUser> {
  const member = await mintUser(base, organisationId, 'member')
  await mintGrants(base, member, ...held)
  return { ...member, actor: await userActor(base.db, member.actor, member.actor.sessionId) }
}

/** Rows as an administrator would write them. */
export async function mintGrants(base: BaseContext, user: MintedUser, ...held: readonly NewGrants[]): Promise<void> {
  const { organisationId, id: userId } = user.actor
  const createdAtMs = base.clock.wallMs()
  const rows = held.flatMap(({ permissions, scope, fromMs = null, untilMs = null }) =>
    permissions.map(permission => ({
      id: base.ids.next(),
      organisationId,
      userId,
      permission,
      scopeKind: scope.kind,
      ...(scope.kind === 'site' && { siteId: scope.id }),
      ...(scope.kind === 'camera-group' && { cameraGroupId: scope.id }),
      ...(scope.kind === 'camera' && { cameraId: scope.id }),
      fromMs,
      untilMs,
      createdAtMs,
    })),
  )
  if (rows.length > 0) await base.db.insert(grants).values(rows)
}

export async function mintCameraGroup(
  base: BaseContext,
  organisationId: string,
  cameraIds: readonly string[],
): Promise<string> {
  const groupId = base.ids.next()
  await base.db
    .insert(cameraGroups)
    .values({ id: groupId, organisationId, name: 'Test group', createdAtMs: base.clock.wallMs() })
  if (cameraIds.length > 0)
    await base.db.insert(cameraGroupMembers).values(cameraIds.map(cameraId => ({ organisationId, groupId, cameraId })))
  return groupId
}

/** A further site of an organisation. */
export async function mintSite(base: BaseContext, organisationId: string): Promise<string> {
  const id = base.ids.next()
  const createdAtMs = base.clock.wallMs()
  await base.db.insert(sites).values({ id, organisationId, name: 'Further site', timeZone: 'UTC', createdAtMs })
  return id
}
