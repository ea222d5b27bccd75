import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { DiskFile } from '../platform/disk.ts'
import { createSyncGroup } from './sync-group.ts'

test('says how long bytes waited to be durable: those that still wait too, and each stretch anew', async () => {
  const clock = new SimulatedClock(0)
  let syncMs = 30
  const file = { datasync: () => clock.sleep(syncMs) } as Partial<DiskFile> as DiskFile
  const group = createSyncGroup({ clock })
  const member = group.join(
    file,
    () => {},
    () => {},
  )
  await clock.advance(100)
  member.written(1000)
  await clock.advance(700)
  assert.equal(group.longestWaitMs(), 30)
  assert.equal(group.longestWaitMs(), 0)
  syncMs = 60_000
  member.written(2000)
  await clock.advance(5_000)
  member.written(3000)
  await clock.advance(2_000)
  assert.equal(group.longestWaitMs(), 2_000, 'what is written while a sync hangs waits as well')
  const stopped = group.stop()
  await clock.advance(60_000)
  await stopped
})

test('the file that waits longest comes first, two at a time, and what it wrote meanwhile goes along', async () => {
  const clock = new SimulatedClock(0)
  const order: string[] = []
  const durable: Record<string, number> = {}
  const group = createSyncGroup({ clock })
  const join = (name: string) => {
    const file = {
      datasync: () => {
        order.push(name)
        return clock.sleep(100)
      },
    } as Partial<DiskFile> as DiskFile
    return group.join(
      file,
      length => {
        durable[name] = length
      },
      () => {},
    )
  }
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(join)
  for (const member of [a!, b!, c!, d!]) member.written(1)
  await clock.advance(50)
  a!.written(2)
  d!.written(5)
  assert.deepEqual(order, ['a', 'b'])
  await clock.advance(60)
  assert.deepEqual([order, durable], [['a', 'b', 'c', 'd'], { a: 1, b: 1 }])
  await clock.advance(200)
  assert.deepEqual([order, durable], [['a', 'b', 'c', 'd', 'a'], { a: 2, b: 1, c: 1, d: 5 }])
  await group.stop()
})
