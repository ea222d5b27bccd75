import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SlabPool } from './packet-memory.ts'

const size = 128 * 1024

function filled(pool: SlabPool) {
  const slab = pool.take(size)
  const leases = [slab.lease(), slab.lease()] as const
  slab.release()
  return { slab, leases }
}

test('a slab is used again when its writer and every reader of every packet have said that they are done', () => {
  const pool = new SlabPool()
  const { slab, leases } = filled(pool)
  const [first, second] = leases
  first.share(2)
  second.share(1)
  first.done()
  second.done()
  assert.equal(pool.freeBytes, 0)
  first.done()
  assert.equal(pool.freeBytes, size)
  assert.equal(pool.take(1).bytes, slab.bytes)
  assert.equal(pool.freeBytes, 0)
})

test('a packet that nobody shared, or that somebody keeps, keeps its slab from being used again', () => {
  const pool = new SlabPool()
  const unshared = filled(pool)
  unshared.leases[0].share(0)
  unshared.leases[1].done()
  unshared.leases[1].done()
  const kept = filled(pool)
  kept.leases[0].share(1)
  kept.leases[1].share(1)
  kept.leases[1].keepForGood()
  for (const lease of kept.leases) lease.done()
  kept.leases[1].done()
  assert.equal(pool.freeBytes, 0)
})

test('a reader that joins counts, and one that says it twice takes nobody else’s word away', () => {
  const pool = new SlabPool()
  const { leases } = filled(pool)
  leases[0].share(0)
  leases[1].share(1)
  leases[1].join()
  leases[1].done()
  assert.equal(pool.freeBytes, 0)
  leases[1].done()
  leases[1].done()
  leases[1].join()
  leases[1].done()
  assert.equal(pool.freeBytes, size)
})

test('sizes are kept apart, and what lies ready is bounded', () => {
  const pool = new SlabPool()
  const large = pool.take(size + 1)
  assert.equal(large.bytes.length, 2 * size)
  large.release()
  assert.equal(pool.take(size).bytes.length, size)
  assert.equal(pool.freeBytes, 2 * size)
  const many = Array.from({ length: 100 }, () => pool.take(size))
  for (const slab of many) slab.release()
  assert.equal(pool.freeBytes, 8 * 1024 * 1024)
})
