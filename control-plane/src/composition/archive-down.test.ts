import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../config/load.ts'
import { createLog } from '../platform/log.ts'
import { startControlPlane } from './start.ts'

test('an archive that does not answer keeps nobody from starting, and is told of once, without its key', {
  timeout: 120_000,
}, async t => {
  const silent = createServer(() => undefined)
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-archive-down-'))
  t.after(() => {
    silent.closeAllConnections()
    silent.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const secret = 'a-secret-that-no-line-may-carry'
  const config = loadConfig({
    NIGHTJAR_PORT: '0',
    NIGHTJAR_INTERNAL_PORT: '0',
    NIGHTJAR_ROLES: 'api',
    NIGHTJAR_DATA_DIR: folder,
    NIGHTJAR_S3_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    NIGHTJAR_S3_BUCKET: 'recordings',
    NIGHTJAR_S3_ACCESS_KEY_ID: 'key',
    NIGHTJAR_S3_SECRET_ACCESS_KEY: secret,
  })
  const lines: string[] = []
  const log = createLog({ level: 'info', role: 'test' }, { write: line => void lines.push(line) })
  const running = await startControlPlane(config, { log })
  t.after(() => running.stop())
  assert.equal((await fetch(`http://127.0.0.1:${running.port}/healthz`)).status, 200)
  assert.equal(lines.filter(line => line.includes('the archive is not ready')).length, 1)
  assert.ok(!lines.join('').includes(secret))
})
