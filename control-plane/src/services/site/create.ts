import { createSiteSchema, type Site } from '@nightjar/shared/api/site.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { sites } from '../../db/schema/sites.ts'
import { transaction } from '../../db/transaction.ts'
import { authorize } from '../../policy/authorize.ts'
import { siteActions } from './audit-actions.ts'
import { presentSite } from './present.ts'

/** Adds a place with cameras. */
export async function createSite(context: Context, input: unknown): Promise<Site> {
  authorize(context, 'site.manage')
  const { name, timeZone } = parse(createSiteSchema, input)
  const site = {
    id: context.ids.next(),
    organisationId: context.actor.organisationId,
    name,
    timeZone,
    createdAtMs: context.clock.wallMs(),
  }
  await transaction(context, async tx => {
    await tx.insert(sites).values(site)
    await writeAudit(tx, context, {
      action: siteActions.created,
      subject: { kind: 'site', id: site.id },
      facts: { name, timeZone },
    })
  })
  return presentSite(site)
}
