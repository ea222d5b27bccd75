import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { openDatabase } from '../index/database.ts'
import { indexOver } from '../index/open-index.ts'
import { closedSegment, testId, testOwner, testRandom, testSign } from '../testing/records.ts'
import { failure, SimulatedDisk } from '../testing/simulated-disk.ts'
import { createRetention, type RetentionPolicy } from './retention.ts'

const t0 = 1_750_000_000_000
const dayMs = 86_400_000
const segmentsDir = '/segments'
const length = 1000

/** A camera with one segment of 1000 bytes a day, the first at t0. */
async function scene(days: number, policy: Partial<RetentionPolicy>) {
  const clock = new SimulatedClock(t0 + days * dayMs)
  const disk = new SimulatedDisk()
  const database = openDatabase(':memory:')
  const index = indexOver(database, { owner: testOwner, sign: testSign, clock, random: testRandom() })
  const cameraId = testId()
  await disk.makeFolder(segmentsDir)
  await disk.makeFolder(`${segmentsDir}/${cameraId}`)
  const ids: string[] = []
  for (let day = 0; day < days; day++) {
    const from = t0 + day * dayMs
    const closed = closedSegment(cameraId, from, from + 60_000, { byteLength: length })
    const file = await disk.create(`${segmentsDir}/${cameraId}/${closed.segmentId}.mp4`)
    await file.writev([new Uint8Array(length)], 0)
    await file.sync()
    index.appendSegment(closed, (fromMs, toMs) => [{ fromMs, toMs, state: 'camera-down', cause: 'camera.interrupted' }])
    ids.push(closed.segmentId)
  }
  await disk.syncFolder(segmentsDir)
  await disk.syncFolder(`${segmentsDir}/${cameraId}`)
  const causes: string[] = []
  const retention = createRetention({
    index,
    disk,
    clock,
    segmentsDir,
    policies: () => [{ cameraId, retentionDays: null, quotaBytes: null, ...policy }],
    onEvicted: ({ cause }) => causes.push(cause),
  })
  const kept = () => ids.filter(id => disk.files().has(`${segmentsDir}/${cameraId}/${id}.mp4`))
  const receipt = (segmentId: string) => {
    const { mediaHash: checksum, byteLength } = index.segmentFile(segmentId)!
    const { agentId } = testOwner
    const common = { receiptId: testId(), objectKey: 'k', issuedAtMs: t0, keyId: 'k', signature: 'A'.repeat(86) }
    index.receiptStored({ ...common, segmentId, agentId, checksum, byteLength })
  }
  return { clock, disk, index, cameraId, ids, causes, retention, kept, receipt }
}

describe('retention', () => {
  it('takes what is older than the policy and nothing else', async () => {
    const { retention, kept, ids, causes, index, cameraId } = await scene(10, { retentionDays: 3 })
    assert.equal(await retention.run(), 7)
    assert.deepEqual(kept(), ids.slice(7))
    assert.deepEqual(new Set(causes), new Set(['retention.age']))
    assert.equal(index.usage(cameraId).segments, 3)
    assert.equal(index.garbage(9).length, 0)
    assert.equal(await retention.run(), 0)
  })

  it('deletes nothing by age for a day after the clock leapt forward', async () => {
    const { retention, kept, ids, clock } = await scene(4, { retentionDays: 30 })
    assert.equal(await retention.run(), 0)
    clock.stepWall(365 * dayMs)
    assert.equal(await retention.run(), 0)
    clock.stepWall(-365 * dayMs)
    assert.equal(await retention.run(), 0)
    assert.deepEqual(kept(), ids, 'set right in time')
    clock.stepWall(365 * dayMs)
    assert.equal(await retention.run(), 0)
    await clock.advance(dayMs)
    assert.equal(await retention.run(), 4)
  })

  it('keeps the quota, and takes what is in the archive before what is nowhere else', async () => {
    const { retention, kept, ids, receipt } = await scene(6, { quotaBytes: 3 * length })
    receipt(ids[4]!)
    receipt(ids[5]!)
    assert.equal(await retention.run(), 3)
    assert.deepEqual(kept(), [ids[1], ids[2], ids[3]])
  })

  it('makes room below 5 % of free space, of cameras without a policy too', async () => {
    const { retention, kept, ids, disk, causes } = await scene(20, {})
    disk.capacityBytes = 20 * length + 400
    assert.equal(await retention.run(), 1)
    assert.deepEqual(kept(), ids.slice(1))
    assert.deepEqual(causes, ['retention.space'])
    assert.equal(await retention.run(), 0)
  })

  it('carries out later what the disk refused, and forgets nothing', async () => {
    const { retention, kept, ids, disk, index } = await scene(4, { retentionDays: 2 })
    disk.fate = ({ verb, path }) => (verb === 'unlink' ? failure('EROFS', path) : 'proceed')
    await assert.rejects(retention.run(), { code: 'disk.fault' })
    assert.equal(index.garbage(9).length, 2)
    assert.deepEqual(kept(), ids)
    disk.fate = () => 'proceed'
    await retention.run()
    assert.deepEqual(kept(), ids.slice(2))
    assert.equal(index.garbage(9).length, 0)
  })
})
