import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { openHarness } from '../testing/harness.ts'

test('neither a failed statement nor an address brings a secret into the log', async () => {
  const harness = await openHarness()
  const { log, db } = harness.base
  const secret = 'correct-horse-battery'
  const error = await db.execute(sql`select * from no_such_table where a = ${secret}`).catch((error: unknown) => error)
  log.error({ err: error }, 'failed')
  // As the query builder writes it when it is told to, and in its older releases.
  log.error({ err: new Error(`Failed query: select $1\nparams: ${secret},2`, { cause: error }) }, 'failed')
  log.warn({ url: `rtsp://admin:${secret}@192.0.2.7/main` }, `cannot open rtsp://admin:${secret}@192.0.2.7/main`)
  log.info({ token: secret, nested: { password: secret, cookie: secret } }, `authorization: Bearer ${secret}`)
  const lines = harness.logLines.join('')
  assert.ok(!lines.includes(secret), lines)
  assert.ok(lines.includes('no_such_table') && lines.includes('42P01'), 'what happened is still there')
  await harness.close()
})
