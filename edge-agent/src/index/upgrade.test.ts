import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { chainStart, signedBytes } from '@nightjar/shared/records/chain.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { closedSegment, testId, testOwner, testRandom, testSign } from '../testing/records.ts'
import { sha256 } from './chain-append.ts'
import { openIndex } from './open-index.ts'
import { schemaV1 } from './schema.ts'

const t0 = 1_750_000_000_000

test('an index of version 1 goes on where it was: chain, outbox, upload, cursor', t => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-upgrade-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'index.db')
  const cameraId = testId()
  const { mask: _, ...closed } = closedSegment(cameraId, t0, t0 + 1000)
  const { organisationId, siteId, agentId } = testOwner
  const link = { kind: 'segment', organisationId, siteId, agentId, sequence: 0, previousHash: chainStart }
  const manifest = { ...closed, ...link, maskVersion: null, maskGeometryHash: null, signature: 'A'.repeat(86) }
  const hash = sha256(signedBytes(manifest))
  const old = new DatabaseSync(path)
  old.exec(`${schemaV1} PRAGMA user_version = 1`)
  old.prepare('INSERT INTO camera VALUES (?, 1, ?, ?)').run(cameraId, hash, t0 + 1000)
  old.prepare('INSERT INTO chain VALUES (?, 0, ?, ?)').run(cameraId, hash, JSON.stringify(manifest))
  old
    .prepare('INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)')
    .run(closed.segmentId, cameraId, t0, t0 + 1000, closed.byteLength, closed.mediaHash, hash, t0, t0 + 1000)
  const message = testId()
  old
    .prepare(
      `INSERT INTO outbox (id, lane, name, first_sequence, last_sequence) VALUES (?, ?, 'records.appended', 0, 0)`,
    )
    .run(message, cameraId)
  old
    .prepare(`INSERT INTO upload (segment_id, state, message_id) VALUES (?, 'recorded', ?)`)
    .run(closed.segmentId, message)
  old.close()

  const clock = new SimulatedClock(t0)
  const index = openIndex({ path, owner: testOwner, sign: testSign, clock, random: testRandom() })
  t.after(() => index.close())
  assert.deepEqual(index.verifyChain(cameraId), { ok: true, records: 1 })
  assert.equal(index.nextMessages(9)[0]?.payload.id, message)
  assert.equal(index.accountedTo(cameraId), t0 + 1000)
  const next = index.appendSegment(closedSegment(cameraId, t0 + 1000, t0 + 2000), () => [])
  assert.deepEqual([next?.sequence, next?.previousHash, next?.lineageId], [1, hash, undefined])
  assert.deepEqual(index.verifyChain(cameraId), { ok: true, records: 3 })
  assert.deepEqual(index.localChain(cameraId), { cameraId, lineage: null, next: 3, unsent: 0, isRefused: false })
})
