import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { repositoryFiles, root, sourceFiles, withoutComments } from './source-files.ts'

const folder = 'control-plane/src/db/schema/'
const migrations = repositoryFiles().filter(path => path.startsWith('control-plane/src/db/migrations/'))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Tables without the organisation in every row, each with the reason. */
const ofNoOrganisation: Readonly<Record<string, string>> = {
  organisations: 'the organisation itself',
  jobs: 'of the processes; a job serves all organisations',
  leases: 'of the processes, which share work of all organisations',
  rate_limits: 'counted before anybody has said who they are',
  relays: 'of the installation; a relay serves all organisations',
  signing_keys: 'names it, but for the keys of the installation',
}

interface Row {
  readonly entityType: string
  readonly table?: string
  readonly name: string
  readonly notNull?: boolean
}
/** The first snapshot has all rows, each later one what its migration adds and takes away. */
interface Snapshot {
  readonly ddl?: readonly Row[]
  readonly deltas?: readonly { readonly op: string; readonly row?: Row; readonly key?: string }[]
}

/** What the snapshots add up to: "table" and "table.column", each with its row. */
function known(): Map<string, Row> {
  const rows = new Map<string, Row>()
  const add = (row: Row | undefined) => {
    if (row?.entityType === 'tables') rows.set(row.name, row)
    if (row?.entityType === 'columns') rows.set(`${row.table}.${row.name}`, row)
  }
  for (const path of migrations.filter(each => each.endsWith('/snapshot.json')).toSorted()) {
    const { ddl = [], deltas = [] } = JSON.parse(read(path)) as Snapshot
    for (const row of ddl) add(row)
    for (const { op, row, key = '' } of deltas) {
      add(row)
      // A key is the kind of the entity, a NUL, and its name in JSON: schema, table and, of a column, that too.
      const [kind, name = '[]'] = key.split('\0')
      if (op === 'drop' && (kind === 'tables' || kind === 'columns'))
        rows.delete((JSON.parse(name) as string[]).slice(1).join('.'))
    }
  }
  return rows
}

/** By the name in the database, as the sources declare them, wherever that is. */
const declared = sourceFiles()
  .filter(file => file.path.startsWith('control-plane/src/') && !file.isTest)
  .flatMap(file =>
    [...withoutComments(file.text).matchAll(/\b(?:pgTable\w*|\.table)\(\s*(?:['"`](\w+)['"`])?/g)].map(match => ({
      path: file.path,
      table: match[1] ?? 'without a name of its own',
    })),
  )

test('tables are declared in db/schema, one in a file that has its name', () => {
  const wrong = declared.filter(({ path, table }) => path !== `${folder}${table.replaceAll('_', '-')}.ts`)
  assert.deepEqual(wrong, [])
  const files = sourceFiles().filter(file => file.path.startsWith(folder))
  assert.deepEqual(files.map(file => file.path).toSorted(), declared.map(({ path }) => path).toSorted())
})

test('every table of the schema is in the snapshot of a migration and made by one', () => {
  const rows = known()
  const statements = migrations.filter(path => path.endsWith('/migration.sql')).map(read)
  const missing = declared.filter(
    ({ table }) => !rows.has(table) || !statements.some(text => text.includes(`CREATE TABLE "${table}" (`)),
  )
  assert.deepEqual(
    missing.map(({ table }) => table),
    [],
  )
})

test('every row names its organisation, or it says here why not', () => {
  const rows = known()
  const without = declared.filter(({ table }) => rows.get(`${table}.organisation_id`)?.notNull !== true)
  assert.deepEqual(without.map(({ table }) => table).toSorted(), Object.keys(ofNoOrganisation).toSorted())
  // The snapshots tell what was; what the sources say now is the next migration.
  const unsaid = declared.filter(
    ({ path, table }) =>
      !(table in ofNoOrganisation) &&
      !/\borganisationId: id\('organisation_id'\)\s*(\.notNull\(\)|\.primaryKey\(\))/.test(read(path)),
  )
  assert.deepEqual(
    unsaid.map(({ table }) => table),
    [],
  )
})
