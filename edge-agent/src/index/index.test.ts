import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { ExplainGap } from '../media/gap.ts'
import { segmentPath } from '../media/segment-path.ts'
import { systemDisk } from '../platform/disk-system.ts'
import { closedSegment, hashOf, testId, testOwner, testRandom, testSign } from '../testing/records.ts'
import { openIndex } from './open-index.ts'
import { openOrReplaceIndex } from './open-or-replace.ts'
import type { SegmentIndex } from './segment-index.ts'

const t0 = 1_750_000_000_000
const down: ExplainGap = (fromMs, toMs) => [{ fromMs, toMs, state: 'camera-down', cause: 'camera.unreachable' }]

const open = (path = ':memory:', owner = testOwner) =>
  openIndex({ path, owner, sign: testSign, clock: new SimulatedClock(t0), random: testRandom() })

function entriesOf(index: SegmentIndex): LedgerEntry[] {
  const entries: LedgerEntry[] = []
  for (let messages = index.nextMessages(9); messages.length > 0; messages = index.nextMessages(9)) {
    for (const message of messages) {
      if (message.name === 'records.appended') {
        assert.doesNotThrow(() => recordsAppended.schema.parse(message.payload))
        entries.push(...message.payload.records.filter(record => record.kind === 'ledger'))
      }
    }
    index.acknowledge(messages.map(message => message.payload.id))
  }
  return entries
}

const receiptFor = (closed: ReturnType<typeof closedSegment>): Receipt => ({
  receiptId: testId(),
  segmentId: closed.segmentId,
  agentId: testOwner.agentId,
  objectKey: 'key',
  checksum: closed.mediaHash,
  byteLength: closed.byteLength,
  issuedAtMs: t0,
  keyId: 'k',
  signature: 'A'.repeat(86),
})

describe('index', () => {
  it('appends gap, manifest and recorded entry as one valid message', () => {
    const index = open()
    const cameraId = testId()
    index.beginLedger(cameraId, t0)
    const closed = closedSegment(cameraId, t0 + 5000, t0 + 15_000)
    const manifest = index.appendSegment(closed, down)
    assert.equal(manifest?.sequence, 1)
    const entries = entriesOf(index)
    assert.deepEqual(
      entries.map(entry => [entry.fromMs - t0, entry.toMs - t0, entry.state, entry.cause]),
      [
        [0, 5000, 'camera-down', 'camera.unreachable'],
        [5000, 15_000, 'recorded', null],
      ],
    )
    assert.deepEqual(index.verifyChain(cameraId), { ok: true, records: 3 })
    assert.equal(index.accountedTo(cameraId), t0 + 15_000)
    assert.equal(index.segmentFile(closed.segmentId)?.path, segmentPath(cameraId, closed.segmentId))
  })

  it('takes a segment once, however often it is reported', () => {
    const index = open()
    const closed = closedSegment(testId(), t0, t0 + 1000)
    const first = index.appendSegment(closed, down)
    assert.deepEqual(index.appendSegment(closed, down), first)
    assert.equal(index.usage(closed.cameraId).segments, 1)
    assert.deepEqual(index.verifyChain(closed.cameraId), { ok: true, records: 2 })
  })

  it('never claims time twice when the clock goes back', () => {
    const index = open()
    const cameraId = testId()
    index.appendSegment(closedSegment(cameraId, t0, t0 + 10_000), down)
    index.appendSegment(closedSegment(cameraId, t0 + 2000, t0 + 8000), down)
    index.appendSegment(closedSegment(cameraId, t0 + 8000, t0 + 14_000), down)
    assert.deepEqual(
      entriesOf(index).map(entry => [entry.fromMs - t0, entry.toMs - t0]),
      [
        [0, 10_000],
        [10_000, 14_000],
      ],
    )
    assert.equal(index.usage(cameraId).segments, 3)
  })

  it('fills what the explanation leaves out instead of leaving a hole or losing the segment', () => {
    const index = open()
    const cameraId = testId()
    index.beginLedger(cameraId, t0)
    index.appendSegment(closedSegment(cameraId, t0 + 3000, t0 + 4000), (fromMs, toMs) => [
      { fromMs: fromMs + 1000, toMs: toMs + 5000, state: 'overload', cause: 'overload' },
    ])
    assert.deepEqual(
      entriesOf(index).map(entry => [entry.fromMs - t0, entry.toMs - t0, entry.cause]),
      [
        [0, 1000, 'agent.unexplained'],
        [1000, 3000, 'overload'],
        [3000, 4000, null],
      ],
    )
  })

  it('sends the messages of a camera in order, one lane each, again until acknowledged', () => {
    const index = open()
    const [a, b] = [testId(), testId()]
    for (let i = 0; i < 3; i++) {
      index.appendSegment(closedSegment(a, t0 + i * 1000, t0 + i * 1000 + 1000), down)
      index.appendSegment(closedSegment(b, t0 + i * 1000, t0 + i * 1000 + 1000), down)
    }
    index.enqueue({
      name: 'config.applied',
      payload: { id: testId(), version: 1, hash: hashOf('c'), ok: true, error: null, cameras: [] },
    })
    const first = index.nextMessages(10)
    assert.equal(first.length, 3)
    assert.deepEqual(index.nextMessages(10), first)
    const ofA = first.find(message => message.name === 'records.appended' && message.payload.cameraId === a)!
    index.acknowledge([ofA.payload.id])
    const second = index.nextMessages(10).find(m => m.name === 'records.appended' && m.payload.cameraId === a)!
    assert.equal(second.name === 'records.appended' && second.payload.records[0]!.sequence, 2)
    assert.equal(index.outboxDepth(), 6)
  })

  it('sets a rejected message aside and goes on', () => {
    const index = open()
    const cameraId = testId()
    index.appendSegment(closedSegment(cameraId, t0, t0 + 1000), down)
    index.appendSegment(closedSegment(cameraId, t0 + 1000, t0 + 2000), down)
    const id = index.nextMessages(1)[0]!.payload.id
    index.reject(id, 'broken chain')
    assert.deepEqual(
      index.rejectedMessages().map(each => ({ ...each })),
      [{ id, reason: 'broken chain' }],
    )
    assert.notEqual(index.nextMessages(1)[0]!.payload.id, id)
    assert.equal(index.nextUploads(10, t0).length, 0, 'a segment that was refused is not uploaded')
  })

  it('uploads only what the control plane knows of, retries when due, settles with the receipt', () => {
    const index = open()
    const closed = closedSegment(testId(), t0, t0 + 1000)
    index.appendSegment(closed, down)
    assert.equal(index.nextUploads(10, t0).length, 0)
    assert.deepEqual(index.backlog(), { segments: 1, bytes: closed.byteLength, oldestMs: t0 })
    entriesOf(index)
    assert.equal(index.nextUploads(10, t0)[0]?.segmentId, closed.segmentId)
    index.uploadAdvanced(closed.segmentId, 'sending')
    index.uploadFailed(closed.segmentId, t0 + 5000, 'archive.unavailable')
    assert.equal(index.nextUploads(10, t0 + 4999).length, 0)
    const [again] = index.nextUploads(10, t0 + 5000)
    assert.deepEqual([again?.state, again?.attempts], ['recorded', 1])
    index.uploadsDue('media.gone')
    assert.equal(index.nextUploads(10, t0).length, 0)
    index.uploadsDue('archive.unavailable')
    assert.equal(index.nextUploads(10, t0).length, 1)
    assert.throws(() => index.receiptStored({ ...receiptFor(closed), checksum: hashOf('other') }), AppError)
    index.receiptStored(receiptFor(closed))
    index.uploadFailed(closed.segmentId, t0, 'late answer')
    assert.equal(index.nextUploads(10, t0 + 99_999).length, 0)
    assert.equal(index.backlog().segments, 0)
  })

  it('evicts into garbage with a signed entry, uploaded segments first', () => {
    const index = open()
    const cameraId = testId()
    const old = closedSegment(cameraId, t0, t0 + 1000)
    const uploaded = closedSegment(cameraId, t0 + 1000, t0 + 2000)
    index.appendSegment(old, down)
    index.appendSegment(uploaded, down)
    index.receiptStored(receiptFor(uploaded))
    assert.deepEqual(
      index.cheapest(cameraId, 2).map(each => each.segmentId),
      [uploaded.segmentId, old.segmentId],
    )
    assert.equal(index.evict(uploaded.segmentId, 'retention.quota'), true)
    assert.equal(index.evict(uploaded.segmentId, 'retention.quota'), false)
    const last = entriesOf(index).at(-1)!
    assert.deepEqual([last.state, last.cause, last.fromMs], ['evicted', 'retention.quota', t0 + 1000])
    assert.equal(index.segmentFile(uploaded.segmentId), null)
    assert.equal(index.garbage(10)[0]?.segmentId, uploaded.segmentId)
    assert.ok(index.knownIds().has(uploaded.segmentId))
    index.dropGarbage([uploaded.segmentId])
    assert.equal(index.garbage(10).length, 0)
    assert.equal(index.verifyChain(cameraId).ok, true)
  })

  it('forgets old records only when the control plane has them and no segment needs them', () => {
    const index = open()
    const cameraId = testId()
    const segments = [0, 1, 2, 3].map(i => closedSegment(cameraId, t0 + i * 1000, t0 + i * 1000 + 1000))
    for (const segment of segments) index.appendSegment(segment, down)
    assert.equal(index.evict(segments[0]!.segmentId, 'retention.age'), true)
    assert.equal(index.pruneChain(cameraId, 0, 100), 0, 'not acknowledged yet')
    entriesOf(index)
    assert.equal(index.pruneChain(cameraId, 8, 100), 1, 'the newest eight of nine stay')
    assert.equal(index.pruneChain(cameraId, 0, 100), 1, 'up to the manifest of the oldest segment')
    assert.deepEqual(index.verifyChain(cameraId), { ok: true, records: 7 })
    for (const segment of segments) index.evict(segment.segmentId, 'retention.age')
    entriesOf(index)
    assert.equal(index.pruneChain(cameraId, 2, 100), 8)
    assert.deepEqual(index.verifyChain(cameraId), { ok: true, records: 2 })
    index.appendSegment(closedSegment(cameraId, t0 + 9000, t0 + 9500), down)
    assert.equal(index.verifyChain(cameraId).ok, true)
  })

  it('remembers commands until their time is over', () => {
    const index = open()
    index.rememberCommand('a', t0 + 1000, t0)
    assert.equal(index.commandSeen('a'), true)
    index.rememberCommand('b', t0 + 9000, t0 + 2000)
    assert.equal(index.commandSeen('a'), false)
    assert.equal(index.commandSeen('b'), true)
  })
})

describe('index on disk', () => {
  const inFolder = async (work: (path: string) => unknown) => {
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-index-'))
    try {
      await work(join(folder, 'index.db'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  it('is the same after it was opened again, and belongs to one agent', () =>
    inFolder(path => {
      const first = open(path)
      const closed = closedSegment(testId(), t0, t0 + 1000)
      first.appendSegment(closed, down)
      first.close()
      const second = open(path)
      assert.equal(second.usage(closed.cameraId).bytes, closed.byteLength)
      assert.equal(second.verifyChain(closed.cameraId).ok, true)
      second.close()
      const stranger = { ...testOwner, agentId: testId() }
      assert.throws(() => open(path, stranger), { code: 'index.damaged' })
    }))

  it('refuses a damaged file instead of working on it', () =>
    inFolder(path => {
      writeFileSync(path, Buffer.alloc(8192, 7))
      assert.throws(() => open(path), { code: 'index.damaged' })
    }))

  it('is set aside when damaged, and recording goes on with a fresh one', () =>
    inFolder(async path => {
      writeFileSync(path, Buffer.alloc(8192, 7))
      const clock = new SimulatedClock(t0)
      const options = { path, owner: testOwner, sign: testSign, clock, random: testRandom(), disk: systemDisk }
      const { index, setAside } = await openOrReplaceIndex(options)
      assert.equal(setAside?.path, `${path}.damaged-${t0}`)
      assert.deepEqual(readFileSync(setAside.path), Buffer.alloc(8192, 7))
      index.appendSegment(closedSegment(testId(), t0, t0 + 1000), down)
      index.close()
      const again = await openOrReplaceIndex(options)
      assert.equal(again.setAside, null)
      assert.equal(again.index.totalUsage().segments, 1)
      again.index.close()
    }))

  it('names the first link of a chain that was tampered with', () =>
    inFolder(path => {
      const index = open(path)
      const cameraId = testId()
      for (let i = 0; i < 3; i++) index.appendSegment(closedSegment(cameraId, t0 + i * 1000, t0 + (i + 1) * 1000), down)
      const other = new DatabaseSync(path)
      other.exec(`UPDATE chain SET record = json_set(record, '$.toMs', ${t0 + 2500}) WHERE sequence = 3`)
      other.close()
      assert.deepEqual(index.verifyChain(cameraId), {
        ok: false,
        sequence: 3,
        problem: 'its bytes are not what was hashed',
      })
      index.close()
    }))

  it('puts nothing of the owner into a record but its three ids', () => {
    const owner = { ...testOwner, signingKey: 'canary' }
    const index = open(':memory:', owner)
    const manifest = index.appendSegment(closedSegment(testId(), t0, t0 + 1000), down)
    assert.equal(JSON.stringify(manifest).includes('canary'), false)
  })
})
