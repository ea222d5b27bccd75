import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { DiskFile } from '../platform/disk.ts'
import { createSyncGroup } from './sync-group.ts'

test('says how long bytes waited to be durable: those that still wait too, and each stretch anew', async () => {
  const clock = new SimulatedClock(0)
  let syncMs = 30
  const file = { datasync: () => clock.sleep(syncMs) } as Partial<DiskFile> as DiskFile
  const group = createSyncGroup({ clock, intervalMs: 700 })
  const member = group.join(
    file,
    () => {},
    () => {},
  )
  await clock.advance(100)
  member.written(1000)
  await clock.advance(700)
  assert.equal(group.longestWaitMs(), 630)
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
