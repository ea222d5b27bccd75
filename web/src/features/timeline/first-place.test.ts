import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordedState } from '../../player/recorded/recorded-state.ts'
import { sampleProblem } from '../../testing/samples.ts'
import { firstPlace } from './first-place.ts'

function soughtAfter(named: boolean, states: readonly RecordedState[]): number[] {
  const sought: number[] = []
  const take = firstPlace(
    () => named,
    atMs => sought.push(atMs),
  )
  for (const state of states) take(state)
  return sought
}
const gap = (nextMs: number | null): RecordedState => ({ kind: 'gap', nextMs })

test('the page opens at the nearest recording, once', () => {
  assert.deepEqual(soughtAfter(false, [{ kind: 'idle' }, { kind: 'loading' }, gap(5000), gap(9000)]), [5000])
})

test('where nothing is known to follow yet it waits until something is', () => {
  assert.deepEqual(soughtAfter(false, [gap(null), { kind: 'loading' }, gap(7000)]), [7000])
})

test('who finds a picture, or a reason for none, is left there', () => {
  assert.deepEqual(soughtAfter(false, [{ kind: 'ready' }, gap(5000)]), [])
  const blocked: RecordedState = { kind: 'blocked', problem: sampleProblem('media.not-here'), nextMs: null }
  assert.deepEqual(soughtAfter(false, [blocked, gap(5000)]), [])
})

test('who named a moment gets that moment, also when nothing was recorded', () => {
  assert.deepEqual(soughtAfter(true, [gap(5000)]), [])
})
