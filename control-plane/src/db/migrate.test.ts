import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'drizzle-orm'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type Migration, migrate, readMigrations } from './migrate.ts'
import { rowsOf } from './rows.ts'

let harness: Harness
before(async () => {
  harness = await openHarness()
})
after(() => harness.close())

const known = readMigrations()
const extra = (name: string, ...statements: string[]): Migration => ({ name, statements, hash: name })
const applied = async () =>
  rowsOf<{ name: string }>(await harness.base.db.execute(sql`select name from schema_migrations order by name`)).map(
    ({ name }) => name,
  )

test('migrations have names that a person wrote, and run in order', () => {
  for (const { name } of known) assert.match(name, /^\d{14}_[a-z][a-z0-9_]+$/)
  assert.deepEqual(
    known.map(({ name }) => name),
    known.map(({ name }) => name).toSorted(),
  )
})

test('a second start applies nothing and says nothing', async () => {
  const said: string[] = []
  await migrate(harness.base.db, 1, sentence => said.push(sentence))
  assert.deepEqual(said, [])
})

test('a step that fails leaves nothing of itself, and the next start takes it again', async () => {
  const broken = extra('99990101000000_broken', 'create table half_done (id int)', 'select no_such_function()')
  await assert.rejects(migrate(harness.base.db, 1, undefined, [...known, broken]))
  assert.ok(!(await applied()).includes(broken.name))
  const mended = extra(broken.name, 'create table half_done (id int)')
  const said: string[] = []
  await migrate(harness.base.db, 1, sentence => said.push(sentence), [...known, mended])
  assert.deepEqual(said, ['Preparing the database: broken (1 of 1)'])
  assert.ok((await applied()).includes(mended.name))
})

test('processes that start at once apply each step once', async () => {
  const step = extra('99990102000000_once', 'create table made_once (id int)')
  const all = [...known, extra('99990101000000_broken'), step]
  await Promise.all([1, 2, 3, 4].map(() => migrate(harness.base.db, 1, undefined, all)))
  assert.equal((await applied()).filter(name => name === step.name).length, 1)
})

test('a database of a newer release is refused with a sentence', async () => {
  await assert.rejects(migrate(harness.base.db, 1), /written by a newer release.*99990101000000_broken/)
})

test('an edited migration is refused', async () => {
  const all = [...known, extra('99990101000000_broken'), extra('99990102000000_once')]
  const edited = all.map((migration, index) => (index === 0 ? { ...migration, hash: 'other' } : migration))
  await assert.rejects(migrate(harness.base.db, 1, undefined, edited), /was edited after it was applied/)
})
