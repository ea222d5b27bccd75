import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recorderLoadWords } from './recorder-load-words.ts'

test('a recorder with room says nothing; one that is near its end says what to do', () => {
  assert.deepEqual(recorderLoadWords(null), [])
  assert.deepEqual(recorderLoadWords({ busy: 0.74, storedAfterMs: 1499 }), [])
  const [busy] = recorderLoadWords({ busy: 0.826, storedAfterMs: 0 })
  assert.match(busy!, /busy 83 % .*Record fewer cameras/)
  const [slow, ...rest] = recorderLoadWords({ busy: 0.1, storedAfterMs: 2440 })
  assert.match(slow!, /took 2\.4 s .*Check the disk/)
  assert.deepEqual(rest, [])
  assert.equal(recorderLoadWords({ busy: 1, storedAfterMs: 60_000 }).length, 2)
  for (const words of recorderLoadWords({ busy: 1, storedAfterMs: 999_999 })) assert.ok(words.length <= 300)
})
