import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SequenceTracker } from './sequence.ts'

const follow = (...numbers: number[]) => {
  const tracker = new SequenceTracker()
  return { tracker, verdicts: numbers.map(number => tracker.accept(number & 0xffff)) }
}

test('what comes after it was given up is lost once, late once, and no double; two in a row are no restart', () => {
  const { tracker, verdicts } = follow(1, 2, 6, 3, 4, 7, 3)
  assert.deepEqual(verdicts, ['next', 'next', 'gap', 'old', 'old', 'next', 'old'])
  const { lost, late, duplicates, received } = tracker
  assert.deepEqual({ lost, late, duplicates, received }, { lost: 3, late: 2, duplicates: 1, received: 4 })
  // The report speaks of the network, where 5 alone is missing.
  assert.equal(tracker.report().lostTotal, 1)
})

test('a loss over the wrap of the numbers is as large as it is, and counted in the highest number', () => {
  const { tracker, verdicts } = follow(65_533, 65_534, 2, 3)
  assert.deepEqual(verdicts, ['next', 'next', 'gap', 'next'])
  assert.equal(tracker.lost, 3)
  assert.equal(tracker.report().extendedHighest, 65_536 + 3)
  assert.deepEqual([tracker.accept(65_535), tracker.accept(0), tracker.accept(4)], ['old', 'old', 'next'])
  assert.deepEqual([tracker.lost, tracker.late], [3, 2])
})

test('a double is told from what is late, also a round of all numbers later', () => {
  const tracker = new SequenceTracker()
  for (let i = 0; i < 65_536 * 2; i++) if (i !== 10) tracker.accept(i & 0xffff)
  assert.equal(tracker.accept(65_500), 'old')
  assert.deepEqual([tracker.lost, tracker.late, tracker.duplicates], [1, 0, 1])
})
