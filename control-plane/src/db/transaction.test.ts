import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { sql } from 'drizzle-orm'
import { type Harness, openHarness } from '../testing/harness.ts'
import { needsServer } from '../testing/test-database.ts'
import { isDatabaseDown, isUniqueViolation } from './errors.ts'
import { notify } from './notify.ts'
import { openPostgres } from './postgres.ts'
import { rowsOf } from './rows.ts'
import { transaction } from './transaction.ts'

let harness: Harness
before(async () => {
  harness = await openHarness()
  await harness.base.db.execute(sql`create table things (id int constraint things_pkey primary key, n int not null)`)
  await harness.base.db.execute(sql`insert into things values (1, 0), (2, 0)`)
})
after(() => harness.close())

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await systemClock.sleep(10)
}

test('a notification comes when the transaction commits, and not when it rolls back', async () => {
  const heard: (string | null)[] = []
  const stop = await harness.database.listen('things', payload => heard.push(payload))
  await assert.rejects(
    transaction(harness.base, async tx => {
      await notify(tx, 'things', 'rolled back')
      throw new Error('no')
    }),
  )
  await transaction(harness.base, tx => notify(tx, 'things', 'it’s "committed"'))
  await until(() => heard.length > 0)
  assert.deepEqual(heard, ['it’s "committed"'])
  await stop()
  await transaction(harness.base, tx => notify(tx, 'things', 'after the end'))
  const again: (string | null)[] = []
  await harness.database.listen('things', payload => again.push(payload))
  await transaction(harness.base, tx => notify(tx, 'things', 'last'))
  await until(() => again.length > 0)
  assert.deepEqual([heard.length, again], [1, ['last']])
})

test('a transaction inside a transaction is refused instead of waiting for itself', async () => {
  await assert.rejects(
    transaction(harness.base, () => transaction(harness.base, async () => 1)),
    /transaction inside a transaction/,
  )
})

test('a duplicate key is told from all other errors', async () => {
  const error = await harness.base.db.execute(sql`insert into things values (1, 1)`).catch((error: unknown) => error)
  assert.equal(isUniqueViolation(error, 'things_pkey'), true)
  assert.equal(isUniqueViolation(error, 'other_key'), false)
  assert.equal(isDatabaseDown(error), false)
})

test('a server that is not there is told from an error of ours', async () => {
  const nowhere = openPostgres({ url: 'postgresql://u@127.0.0.1:9/none', clock: systemClock, log: harness.base.log })
  const error = await nowhere.ping().catch((error: unknown) => error)
  assert.equal(isDatabaseDown(error), true)
  await nowhere.close()
})

test('of two transactions that deadlock both end well: the loser runs again', { skip: needsServer }, async () => {
  const arrived = new Set<number>()
  const add = (first: number, second: number) =>
    transaction(harness.base, async tx => {
      await tx.execute(sql`update things set n = n + 1 where id = ${first}`)
      arrived.add(first)
      while (arrived.size < 2) await systemClock.sleep(5)
      await tx.execute(sql`update things set n = n + 1 where id = ${second}`)
    })
  await Promise.all([add(1, 2), add(2, 1)])
  const rows = rowsOf<{ n: number }>(await harness.base.db.execute(sql`select n from things order by id`))
  assert.deepEqual(
    rows.map(({ n }) => n),
    [2, 2],
  )
})
