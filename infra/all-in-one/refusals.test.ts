import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort } from '../ports/free-port.ts'
import { startProcess } from '../services/server-process.ts'
import { waitUntil } from '../services/wait-until.ts'
import { lockDataFolder } from './data-folder.ts'

const start = [join(import.meta.dirname, '..', 'bootstrap', 'start.mjs'), 'infra/all-in-one/main.ts']
/** It refuses within seconds; a busy machine needs more. */
const patienceMs = 120_000

/** Starts what must not start, and gives its last words. */
async function refused(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'nightjar-refused-'))
  const env = { PATH: process.env.PATH, NIGHTJAR_PORT: String(await freePort()), NIGHTJAR_DATA_DIR: dataDir }
  const child = startProcess(process.execPath, [...start, ...args], { env: { ...env, ...environment } })
  try {
    await waitUntil('its end', patienceMs, () => !child.running)
    // The pipes may hold more than the exit told.
    await waitUntil('its words', patienceMs, () => child.output().trim() !== '')
    const said = child.output()
    assert.equal(child.exitCode, 1, said)
    assert.doesNotMatch(said, /^\s+at /m, 'no stack trace')
    assert.doesNotMatch(said, /running\./)
    return said
  } finally {
    await child.kill9()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

test('a taken port is named, with what to do about it', { timeout: 200_000 }, async t => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  t.after(() => other.close())
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const said = await refused({ NIGHTJAR_PORT: String(port) })
  assert.match(said, new RegExp(`Port ${port} is taken by another program\\..*NIGHTJAR_PORT=`))
})

test('a data folder that cannot be written to is named', { timeout: 200_000 }, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-refused-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  // A file in its place: who runs the tests may write everywhere.
  const path = join(folder, 'data')
  writeFileSync(path, '')
  assert.match(await refused({ NIGHTJAR_DATA_DIR: path }), new RegExp(`data folder ${path} cannot be written to`))
})

test('a second start on one data folder is refused', { timeout: 200_000 }, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-refused-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const lock = await lockDataFolder(folder)
  t.after(() => lock.close())
  assert.match(await refused({ NIGHTJAR_DATA_DIR: folder }), /Another Nightjar is running on/)
})

test('an option that does not exist is named, and where help is', { timeout: 200_000 }, async () => {
  assert.match(await refused({}, '--dmeo'), /--dmeo.*--help/s)
})

test('a port that is no number is named', { timeout: 200_000 }, async () => {
  assert.match(await refused({ NIGHTJAR_PORT: 'abc' }), /NIGHTJAR_PORT is "abc"/)
})

test('a weak key for a public address is refused', { timeout: 200_000 }, async () => {
  const said = await refused({ PUBLIC_ORIGIN: 'https://nvr.example.org', SECRET_KEY: 'changeme' })
  assert.match(said, /SECRET_KEY/)
  assert.doesNotMatch(said, /changeme/)
})

test('a setting that the control plane refuses is told before anything is built or started', {
  timeout: 200_000,
}, async () => {
  for (const [environment, words] of [
    [{ NIGHTJAR_SETUP_TOKEN: 'short' }, /NIGHTJAR_SETUP_TOKEN: use at least 8 characters/],
    [{ NIGHTJAR_SETUP_TOKEN: 'x'.repeat(201) }, /NIGHTJAR_SETUP_TOKEN: /],
    [{ SECRET_KEY: 'short-key' }, /SECRET_KEY: Use at least 32 random characters/],
  ] as const) {
    const said = await refused(environment)
    assert.match(said, words)
    assert.doesNotMatch(said, /Building|Starting/)
    assert.ok(!Object.values(environment).some(value => said.includes(value)), 'no secret is repeated')
  }
})

test('a database that cannot be reached is told without its password', { timeout: 200_000 }, async () => {
  const port = await freePort()
  const url = `postgresql://nightjar:hunter2secret@127.0.0.1:${port}/nightjar`
  const said = await refused({ DATABASE_URL: url })
  assert.match(said, /DATABASE_URL|database/i)
  assert.doesNotMatch(said, /hunter2secret/)
})

test('an address of a database that is none is told', { timeout: 200_000 }, async () => {
  assert.match(await refused({ DATABASE_URL: 'not-a-database' }), /DATABASE_URL/)
})
