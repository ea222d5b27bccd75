import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { notify } from '@nightjar/control-plane/db/notify.ts'
import { openPostgres } from '@nightjar/control-plane/db/postgres.ts'
import { transaction } from '@nightjar/control-plane/db/transaction.ts'
import { createLog } from '@nightjar/control-plane/platform/log.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { skipWithout } from '../../services/binaries.ts'
import { type PostgresServer, postgresFolders, startPostgres } from '../../services/postgres.ts'
import { waitUntil } from '../../services/wait-until.ts'

const root = join(import.meta.dirname, '..', '..', '..', 'control-plane', 'src')
const log = createLog({ level: 'silent', role: 'test' })
const skip = skipWithout(['postgres', 'initdb'], postgresFolders())

suite('the control plane on a PostgreSQL server', { skip }, () => {
  let server: PostgresServer
  before(async () => {
    server = await startPostgres()
  })
  after(() => server?.stop())

  test('all suites that pass on the embedded database pass on the server', { timeout: 540_000 }, async () => {
    const files = globSync('{audit,db,routes,services}/**/*.test.ts', { cwd: root }).map(file => join(root, file))
    assert.ok(files.length > 10)
    // Without this the inner runner would take itself for a part of the outer one.
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env
    const child = spawn(process.execPath, ['--test', '--test-concurrency=2', '--test-reporter=tap', ...files], {
      env: { ...environment, NIGHTJAR_TEST_POSTGRES_URL: server.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
    })
    const [code] = await once(child, 'close')
    const failures = output.split('\n').filter(line => /^\s*not ok /.test(line))
    assert.deepEqual([code, failures], [0, []])
    assert.ok(Number(/^# pass (\d+)$/m.exec(output)?.[1]) > files.length)
  })

  test('after the server was killed and is back, listeners hear null, and then notifications again', {
    timeout: 180_000,
  }, async t => {
    const database = openPostgres({ url: server.url, clock: systemClock, log })
    t.after(() => database.close())
    const heard: (string | null)[] = []
    const send = (payload: string) => transaction(database, tx => notify(tx, 'test channel', payload))
    await database.listen('test channel', payload => heard.push(payload))
    await send('before')
    await waitUntil('the first notification', 30_000, async () => heard.includes('before'))
    await server.kill9()
    await server.restart()
    await waitUntil('the listener to be back', 60_000, async () => heard.includes(null))
    await waitUntil('a notification after it', 60_000, async () => {
      await send('after').catch(() => undefined)
      return heard.includes('after')
    })
  })
})
