import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fairShare } from './fair-share.ts'

const owned = (...owners: (string | null)[]) => new Map(owners.map((owner, at) => [`thing-${at}`, owner]))

test('the first alone takes all; the second is given its half, and nothing moves after that', () => {
  assert.deepEqual(fairShare(owned(null, null, null, null), new Set(['a']), 'a'), { take: 4, giveUp: 0 })
  const both = new Set(['a', 'b'])
  assert.deepEqual(fairShare(owned('a', 'a', 'a', 'a'), both, 'a'), { take: 0, giveUp: 2 })
  assert.deepEqual(fairShare(owned('a', 'a', null, null), both, 'b'), { take: 2, giveUp: 0 })
  for (const name of both)
    assert.deepEqual(fairShare(owned('a', 'a', 'b', 'b'), both, name), { take: 0, giveUp: 0 }, name)
})

test('one that came last is not left with nothing because the others are at the ceiling', () => {
  const three = new Set(['a', 'b', 'c'])
  assert.equal(fairShare(owned('a', 'a', 'b', 'b'), three, 'a').giveUp, 1)
  assert.equal(fairShare(owned('a', 'b', null, null), three, 'c').take, 2)
})

test('what a dead holder had is free', () => {
  assert.deepEqual(fairShare(owned('a', 'dead', 'dead', 'dead'), new Set(['a']), 'a'), { take: 3, giveUp: 0 })
})

test('from any beginning, deciding in any order, all come to rest with at most one between them', () => {
  const names = ['a', 'b', 'c', 'd']
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...names, 'dead', null), { maxLength: 25 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat({ max: 3 }), { minLength: 60, maxLength: 60 }),
      (owners, alive, turns) => {
        const holders = new Set(names.slice(0, alive))
        const holdings = owned(...owners)
        // Everybody has a turn at the end, whatever the order was before.
        for (const turn of [...turns, ...Array.from({ length: 12 * alive }, (_, at) => at)]) {
          const holder = names[turn % alive]!
          const { take, giveUp } = fairShare(holdings, holders, holder)
          const isFree = (key: string) => !holders.has(holdings.get(key) ?? '')
          const own = [...holdings.keys()].filter(key => holdings.get(key) === holder)
          for (const key of [...holdings.keys()].filter(isFree).slice(0, take)) holdings.set(key, holder)
          for (const key of own.slice(0, giveUp)) holdings.set(key, null)
        }
        const counts = [...holders].map(name => [...holdings.values()].filter(owner => owner === name).length)
        assert.equal(
          counts.reduce((sum, count) => sum + count, 0),
          holdings.size,
        )
        assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join())
      },
    ),
  )
})
