import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { and, eq, sql } from 'drizzle-orm'
import { sqlState } from '../db/errors.ts'
import { auditEntries } from '../db/schema/audit-entries.ts'
import { transaction } from '../db/transaction.ts'
import { siteActions } from '../services/site/audit-actions.ts'
import { createSite } from '../services/site/create.ts'
import { listSites } from '../services/site/list.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { verifyAuditChain } from './verify-chain.ts'
import { writeAudit } from './write-audit.ts'

let harness: Harness
let own: MintedOrganisation

before(async () => {
  harness = await openHarness()
})
after(() => harness.close())

/** An organisation with `count` audit entries. */
async function withEntries(count: number): Promise<void> {
  own = await mintOrganisation(harness.base)
  const context = harness.as(own.administrator.actor)
  for (let index = 0; index < count; index++) await createSite(context, { name: `Site ${index}` })
}

const verify = () => verifyAuditChain(harness.base.db, own.id)

/** What somebody with the database's own password could do. */
async function tamper(work: () => Promise<unknown>): Promise<void> {
  const { db } = harness.base
  await db.execute(sql`alter table audit_entries disable trigger audit_entries_append_only`)
  await work()
  await db.execute(sql`alter table audit_entries enable trigger audit_entries_append_only`)
}

const entry = (sequence: number) => and(eq(auditEntries.organisationId, own.id), eq(auditEntries.sequence, sequence))

test('a chain as it was written is intact', async () => {
  await withEntries(4)
  assert.deepEqual(await verify(), { intact: true, entries: 4 })
})

test('an edited row is named', async () => {
  await withEntries(4)
  await tamper(() => harness.base.db.update(auditEntries).set({ actorId: 'somebody else' }).where(entry(2)))
  assert.deepEqual(await verify(), { intact: false, sequence: 2, what: 'edited' })
})

test('a removed row is named', async () => {
  await withEntries(4)
  await tamper(() => harness.base.db.delete(auditEntries).where(entry(1)))
  assert.deepEqual(await verify(), { intact: false, sequence: 1, what: 'missing' })
})

test('a tail that was cut off is noticed', async () => {
  await withEntries(4)
  await tamper(() => harness.base.db.delete(auditEntries).where(entry(3)))
  assert.deepEqual(await verify(), { intact: false, sequence: 3, what: 'cut-off' })
})

test('the database itself refuses to change or delete an entry', async () => {
  await withEntries(1)
  for (const attempt of [
    harness.base.db.update(auditEntries).set({ actorId: 'somebody else' }).where(entry(0)),
    harness.base.db.delete(auditEntries).where(entry(0)),
  ])
    await assert.rejects(attempt, (error: unknown) => sqlState(error) === '42501')
})

test('what is rolled back leaves no entry, and an entry that cannot be written rolls back the change', async () => {
  await withEntries(1)
  const context = harness.as(own.administrator.actor)
  const before = await listSites(context)
  await assert.rejects(
    transaction(context, async tx => {
      await writeAudit(tx, context, { action: siteActions.created, subject: { kind: 'site', id: own.siteId } })
      throw new Error('no')
    }),
  )
  assert.deepEqual(await verify(), { intact: true, entries: 1 })
  const broken = { ...context, ids: { next: () => 'no id' } }
  await assert.rejects(createSite(broken, { name: 'Never' }))
  assert.deepEqual(await listSites(context), before)
})

test('entries of many at once stand in one order without holes', async () => {
  await withEntries(0)
  const context = harness.as(own.administrator.actor)
  await Promise.all(Array.from({ length: 12 }, (_, index) => createSite(context, { name: `Site ${index}` })))
  assert.deepEqual(await verify(), { intact: true, entries: 12 })
})
