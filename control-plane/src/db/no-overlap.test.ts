import assert from 'node:assert/strict'
import { after, before, beforeEach, suite, test } from 'node:test'
import { eq, sql } from 'drizzle-orm'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { needsServer } from '../testing/test-database.ts'
import type { Tx } from './client.ts'
import { isExclusionViolation } from './errors.ts'
import { ensureNoOverlap } from './no-overlap.ts'
import { openPostgres } from './postgres.ts'
import { rowsOf } from './rows.ts'
import { ledgerEntries } from './schema/ledger-entries.ts'
import { transaction } from './transaction.ts'

suite('entries of the ledger over each other', () => {
  let harness: Harness
  let own: MintedOrganisation
  let cameraId: string
  let sequence: number
  before(async () => {
    harness = await openHarness()
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())
  beforeEach(() => {
    cameraId = harness.base.ids.next()
    sequence = 0
  })

  const row = (fromMs: number, toMs: number, state: 'recorded' | 'evicted' = 'recorded', of = cameraId) => ({
    organisationId: own.id,
    cameraId: of,
    agentId: own.siteId,
    sequence: sequence++,
    hash: '0'.repeat(64),
    fromMs,
    toMs,
    state,
    entry: {} as never,
  })
  const insert = (tx: Pick<Tx, 'insert'>, ...args: Parameters<typeof row>) =>
    tx.insert(ledgerEntries).values(row(...args))
  const count = () => harness.base.db.$count(ledgerEntries, eq(ledgerEntries.cameraId, cameraId))

  test('are refused by the database, whoever writes them; touching ones, other cameras and evictions are not', async () => {
    const { db } = harness.base
    await insert(db, 1000, 2000)
    for (const [from, to] of [
      [1999, 2001],
      [0, 1001],
      [1200, 1300],
      [0, 5000],
    ] as const)
      await assert.rejects(insert(db, from, to), isExclusionViolation)
    await insert(db, 2000, 3000)
    await insert(db, 0, 1000)
    await insert(db, 1000, 2000, 'evicted')
    await insert(db, 1000, 2000, 'recorded', harness.base.ids.next())
    assert.equal(await count(), 4)
  })

  test('of two transactions that do not see each other, one is applied', { skip: needsServer }, async () => {
    const writing = async (from: number, to: number) =>
      transaction(harness.base, async tx => {
        await insert(tx, from, to)
        await tx.execute(sql`select pg_sleep(0.2)`)
      }).then(
        () => 'written',
        error => (isExclusionViolation(error) ? 'refused' : Promise.reject(error)),
      )
    const outcomes = await Promise.all([writing(0, 1000), writing(500, 1500)])
    assert.deepEqual(outcomes.toSorted(), ['refused', 'written'])
    assert.equal(await count(), 1)
  })
})

suite('a database that cannot hold them apart', () => {
  let harness: Harness
  before(async () => {
    harness = await openHarness()
  })
  after(() => harness.close())
  const drop = () =>
    harness.base.db.execute(sql`alter table ledger_entries drop constraint if exists ledger_entries_no_overlap`)

  test('says so where old entries lie over each other, and starts all the same', async () => {
    await drop()
    const own = await mintOrganisation(harness.base)
    const cameraId = harness.base.ids.next()
    const old = (sequence: number) => ({
      organisationId: own.id,
      cameraId,
      agentId: own.siteId,
      sequence,
      hash: '0'.repeat(64),
      fromMs: 0,
      toMs: 1000,
      state: 'recorded' as const,
      entry: {} as never,
    })
    await harness.base.db.insert(ledgerEntries).values([old(0), old(1)])
    const said: string[] = []
    const onProgress = (sentence: string) => said.push(sentence)
    const nowMs = 50_000
    const before = /^Before 1970-01-01T00:00:50.000Z the control plane alone .* the database does too/
    assert.match((await ensureNoOverlap(harness.base.db, { nowMs, onProgress })) ?? '', before)
    assert.match((await ensureNoOverlap(harness.base.db, { nowMs: 99_000, onProgress })) ?? '', before)
    assert.equal(said.length, 1)
    const later = (sequence: number) => ({ ...old(sequence), fromMs: 50_000, toMs: 60_000 })
    await harness.base.db.insert(ledgerEntries).values(later(2))
    await assert.rejects(async () => harness.base.db.insert(ledgerEntries).values(later(3)), isExclusionViolation)
    await drop()
    await harness.base.db.delete(ledgerEntries).where(eq(ledgerEntries.sequence, 1))
    assert.match((await ensureNoOverlap(harness.base.db, { nowMs, rowsMax: 1 })) ?? '', before, 'many entries')
    await drop()
    assert.equal(await ensureNoOverlap(harness.base.db, { nowMs }), null)
  })

  test('says what to do where its user may not create the extension', { skip: needsServer }, async () => {
    await drop()
    const { db } = harness.base
    await db.execute(sql`drop extension if exists btree_gist`)
    const role = `nj_small_${harness.base.ids.next().slice(-8)}`
    await db.execute(sql.raw(`create role ${role} login; alter table ledger_entries owner to ${role}`))
    const url = new URL(process.env.NIGHTJAR_TEST_POSTGRES_URL!)
    const [{ name }] = rowsOf<{ name: string }>(await db.execute(sql`select current_database() as name`)) as [
      { name: string },
    ]
    Object.assign(url, { username: role, pathname: `/${name}` })
    const small = openPostgres({ url: url.href, clock: harness.clock, log: harness.base.log })
    assert.match((await ensureNoOverlap(small.db, { nowMs: 0 })) ?? '', /create extension btree_gist/)
    await small.close()
    await db.execute(sql.raw(`alter table ledger_entries owner to postgres; drop role ${role}`))
    assert.equal(await ensureNoOverlap(db, { nowMs: 0 }), null)
  })
})
