import { asc, eq, sql } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import { actingAs, type BaseContext } from '../../context/context.ts'
import { organisations } from '../../db/schema/organisations.ts'
import { sites } from '../../db/schema/sites.ts'
import { transaction } from '../../db/transaction.ts'
import { cliActor } from '../../policy/actor.ts'
import { siteActions } from '../site/audit-actions.ts'
import { organisationActions } from './audit-actions.ts'

export interface Bootstrapped {
  readonly organisationId: string
  /** The oldest site: where the local agent goes. */
  readonly siteId: string
}

/** Any number will do; it must be the same in every release. */
const lockKey = 7_263_540

/**
 * At every start: the first one makes the organisation and a first site, as actor `cli`; later ones find them. Makes its
 * own actor, since before it there is nobody.
 * @param timeZone IANA name for the first site.
 */
export async function bootstrapOrganisation(base: BaseContext, timeZone: string): Promise<Bootstrapped> {
  return transaction(base, async tx => {
    // Two processes may start on one empty database.
    await tx.execute(sql`select pg_advisory_xact_lock(${lockKey})`)
    const [found] = await tx.select().from(organisations).orderBy(asc(organisations.id)).limit(1)
    if (found) {
      const [site] = await tx
        .select()
        .from(sites)
        .where(eq(sites.organisationId, found.id))
        .orderBy(asc(sites.id))
        .limit(1)
      if (site) return { organisationId: found.id, siteId: site.id }
    }
    const createdAtMs = base.clock.wallMs()
    const organisationId = found?.id ?? base.ids.next()
    const context = actingAs(base, cliActor('cli', organisationId))
    const name = 'My organisation'
    if (!found) {
      await tx.insert(organisations).values({ id: organisationId, name, createdAtMs })
      const subject = { kind: 'organisation', id: organisationId }
      await writeAudit(tx, context, { action: organisationActions.created, subject, facts: { name } })
    }
    const siteId = base.ids.next()
    await tx.insert(sites).values({ id: siteId, organisationId, name: 'My site', timeZone, createdAtMs })
    const subject = { kind: 'site', id: siteId }
    await writeAudit(tx, context, { action: siteActions.created, subject, facts: { name: 'My site', timeZone } })
    return { organisationId, siteId }
  })
}
