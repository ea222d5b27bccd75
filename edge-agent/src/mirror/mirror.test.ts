import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import { createLog } from '../platform/log.ts'
import { createMirror } from './mirror.ts'

const log = createLog({ level: 'silent', role: 'test' })
const receiptFor = (segmentId: string) => ({ segmentId }) as Receipt

/** A queue in memory with the index's rules: due by time, out of the queue when stored. */
function queueOf(ids: string[]) {
  const waiting = new Map(ids.map(segmentId => [segmentId, { segmentId, attempts: 0, dueMs: 0 }]))
  return {
    waiting,
    nextUploads: (limit: number, nowMs: number) => [...waiting.values()].filter(u => u.dueMs <= nowMs).slice(0, limit),
    uploadFailed(segmentId: string, retryAtMs: number) {
      const upload = waiting.get(segmentId)
      if (upload) waiting.set(segmentId, { ...upload, attempts: upload.attempts + 1, dueMs: retryAtMs })
    },
    uploadsDue() {
      for (const [segmentId, upload] of waiting) waiting.set(segmentId, { ...upload, dueMs: 0 })
    },
    receiptStored: (receipt: Receipt) => void waiting.delete(receipt.segmentId),
  }
}

test('one segment that keeps failing holds up no other, and is tried again itself', { timeout: 60_000 }, async t => {
  const queue = queueOf(['bad', 'a', 'b', 'c', 'd'])
  const stop = new AbortController()
  t.after(() => stop.abort())
  let isBad = true
  let badAttempts = 0
  let running = 0
  let mostAtOnce = 0
  const mirror = createMirror({
    queue,
    clock: systemClock,
    random: () => 0,
    log,
    upload: async ({ segmentId }) => {
      running++
      mostAtOnce = Math.max(mostAtOnce, running)
      await systemClock.sleep(1)
      running--
      if (segmentId === 'bad') badAttempts++
      if (segmentId === 'bad' && isBad) throw new AppError('archive.unavailable')
      return receiptFor(segmentId)
    },
  })
  const ended = mirror.run(stop.signal)
  while (queue.waiting.size > 1) await systemClock.sleep(5)
  assert.deepEqual([...queue.waiting.keys()], ['bad'])
  const failures = badAttempts
  assert.ok(failures >= 1)
  isBad = false
  while (queue.waiting.size > 0) {
    mirror.notify()
    await systemClock.sleep(20)
  }
  assert.ok(badAttempts > failures)
  assert.equal(mostAtOnce, 2)
  stop.abort()
  await ended
})

test('when the archive is back nothing waits out what an outage had put off', { timeout: 60_000 }, async t => {
  const ids = ['a', 'b', 'c']
  const queue = queueOf(ids)
  const stop = new AbortController()
  t.after(() => stop.abort())
  let isDown = true
  const mirror = createMirror({
    queue,
    clock: systemClock,
    random: () => 1,
    log,
    upload: async ({ segmentId }) => {
      if (isDown) throw new AppError('archive.unavailable')
      return receiptFor(segmentId)
    },
  })
  const ended = mirror.run(stop.signal)
  while ([...queue.waiting.values()].some(upload => upload.attempts === 0)) await systemClock.sleep(5)
  // As after hours.
  for (const id of ids) queue.uploadFailed(id, systemClock.wallMs() + 3_600_000)
  isDown = false
  queue.waiting.set('new', { segmentId: 'new', attempts: 0, dueMs: 0 })
  mirror.notify()
  while (queue.waiting.size > 0) await systemClock.sleep(5)
  stop.abort()
  await ended
})
