import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq } from 'drizzle-orm'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { createSite } from './create.ts'
import { listSites } from './list.ts'

let harness: Harness
let own: MintedOrganisation
let foreign: MintedOrganisation

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  foreign = await mintOrganisation(harness.base)
})
after(() => harness.close())

test('a new site is listed in its organisation only, and its audit row names who made it', async () => {
  const context = harness.as(own.administrator.actor)
  const site = await createSite(context, { name: 'Warehouse', timeZone: 'Europe/Berlin' })
  assert.ok((await listSites(context)).some(({ id }) => id === site.id))
  assert.ok(!(await listSites(harness.as(foreign.administrator.actor))).some(({ id }) => id === site.id))
  const [entry] = await harness.base.db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.organisationId, own.id), eq(auditEntries.subjectId, site.id)))
  assert.equal(entry?.action, 'site.created')
  assert.equal(entry?.actorId, own.administrator.actor.id)
})

test('a viewer cannot add a site, and nothing is written', async () => {
  const context = harness.as(own.viewer.actor)
  const before = await listSites(context)
  await assert.rejects(
    createSite(context, { name: 'Warehouse' }),
    (error: unknown) => error instanceof AppError && error.code === 'auth.forbidden',
  )
  assert.deepEqual(await listSites(context), before)
})

test('a wrong field is answered with a pointer to it', async () => {
  await assert.rejects(
    createSite(harness.as(own.administrator.actor), { name: ' ', timeZone: 'Nowhere/At all' }),
    (error: unknown) =>
      error instanceof AppError && error.fields.map(({ pointer }) => pointer).join() === '/name,/timeZone',
  )
})
