import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordedState } from '../../player/recorded/recorded-state.ts'
import { isOldPicture } from './old-picture.ts'

const gap: RecordedState = { kind: 'gap', nextMs: null }
const after = (...states: RecordedState[]) =>
  states.reduce((old, state, index) => isOldPicture(old, states[index - 1], state), false)

test('a picture is gone where somebody went that has none, and stays where playing came to its end', () => {
  assert.equal(after({ kind: 'loading' }, { kind: 'ready' }, gap, { kind: 'gap', nextMs: 5 }), false)
  assert.equal(after({ kind: 'ready' }, { kind: 'loading' }, gap), true)
  assert.equal(after({ kind: 'ready' }, { kind: 'loading' }, gap, { kind: 'loading' }), true, 'nor for a moment')
  assert.equal(after({ kind: 'ready' }, { kind: 'loading' }, gap, { kind: 'loading' }, { kind: 'ready' }), false)
})
