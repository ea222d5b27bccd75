import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Interval } from './interval.ts'
import { lookAgain } from './look-again.ts'

const known = (state: Interval['state']): Interval[] => [{ from: 0, to: 1000, state, cause: null, where: 'site' }]
const gap = { kind: 'gap', nextMs: 2000 } as const

test('a gap over what turned out to be recorded is looked at again, once for each moment', () => {
  let looked = 0
  const look = lookAgain(() => {
    looked += 1
  })
  look(gap, 500, known('agent-down'))
  look(gap, 500, [])
  look({ kind: 'ready' }, 500, known('recorded'))
  look({ kind: 'loading' }, 500, known('recorded'))
  assert.equal(looked, 0)
  look(gap, 500, known('recorded'))
  look(gap, 500, known('recorded'))
  assert.equal(looked, 1)
  look(gap, 600, known('recorded'))
  assert.equal(looked, 2)
})
