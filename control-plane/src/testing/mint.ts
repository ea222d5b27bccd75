import type { Role } from '@nightjar/shared/policy/roles.ts'
import type { BaseContext } from '../context/context.ts'
import { organisations } from '../db/schema/organisations.ts'
import { sites } from '../db/schema/sites.ts'
import { users } from '../db/schema/users.ts'
import { transaction } from '../db/transaction.ts'
import { randomToken } from '../platform/random.ts'
import type { UserActor } from '../policy/actor.ts'
import { startSession } from '../services/session/start.ts'

export interface MintedUser {
  readonly actor: UserActor
  readonly username: string
  /** Value for the Cookie header, plain HTTP. */
  readonly cookie: string
}

export interface MintedOrganisation {
  readonly id: string
  readonly siteId: string
  readonly administrator: MintedUser
  readonly viewer: MintedUser
}

/** A user with a session; no password that anybody could know. */
export async function mintUser(base: BaseContext, organisationId: string, role: Role): Promise<MintedUser> {
  const id = base.ids.next()
  const username = `${role}-${randomToken(base.random).slice(0, 8)}`
  return transaction(base, async tx => {
    const row = {
      id,
      organisationId,
      username,
      usernameKey: username.toLowerCase(),
      passwordHash: '-',
      role,
      createdAtMs: base.clock.wallMs(),
      disabledAtMs: null,
    }
    await tx.insert(users).values(row)
    const session = await startSession(tx, base, row)
    return { actor: session.actor, username, cookie: `nj_sid=${session.token}` }
  })
}

/** Each suite mints its own organisation, so suites never see each other's rows. */
export async function mintOrganisation(base: BaseContext): Promise<MintedOrganisation> {
  const id = base.ids.next()
  const siteId = base.ids.next()
  const createdAtMs = base.clock.wallMs()
  await base.db.insert(organisations).values({ id, name: 'Test organisation', createdAtMs })
  await base.db
    .insert(sites)
    .values({ id: siteId, organisationId: id, name: 'Test site', timeZone: 'UTC', createdAtMs })
  return {
    id,
    siteId,
    administrator: await mintUser(base, id, 'administrator'),
    viewer: await mintUser(base, id, 'viewer'),
  }
}
