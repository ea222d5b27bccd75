import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCodes } from '@nightjar/shared/live/stream-head.ts'
import { afterClose, type LiveEvent, type LiveState, nextLiveState } from './live-state.ts'
import { reconnectMs } from './reconnect.ts'

const after = (events: LiveEvent[], from: LiveState = { kind: 'paused' }): LiveState =>
  events.reduce((state, event) => nextLiveState(state, event, 1000), from)

test('the way to the first picture is said step by step', () => {
  const steps: LiveEvent[] = [
    { kind: 'start' },
    { kind: 'ticket' },
    { kind: 'socket-open' },
    { kind: 'head' },
    { kind: 'picture' },
  ]
  const said = steps.map((_, index) => after(steps.slice(0, index + 1)))
  assert.deepEqual(said, [
    { kind: 'connecting', step: 'ticket' },
    { kind: 'connecting', step: 'relay' },
    { kind: 'connecting', step: 'stream' },
    { kind: 'connecting', step: 'picture' },
    { kind: 'playing' },
  ])
})

test('a camera that falls silent is stalled since then, and a picture ends that', () => {
  const stalled = after([{ kind: 'silence' }], { kind: 'playing' })
  assert.deepEqual(stalled, { kind: 'stalled', sinceMs: 1000, reason: null })
  const named = nextLiveState(stalled, { kind: 'stream-state', state: 'stalled', reason: 'camera.auth-refused' }, 5000)
  assert.deepEqual(named, { kind: 'stalled', sinceMs: 1000, reason: 'camera.auth-refused' })
  assert.deepEqual(nextLiveState(named, { kind: 'picture' }, 6000), { kind: 'playing' })
})

test('a camera whose connection was changed is being reconnected, not lost', () => {
  const state = after([{ kind: 'stream-state', state: 'opening', reason: 'reconnecting' }], { kind: 'playing' })
  assert.deepEqual(state, { kind: 'connecting', step: 'reconnect' })
  assert.deepEqual(after([{ kind: 'head' }, { kind: 'picture' }], state), { kind: 'playing' })
})

test('a keyframe that the browser cannot begin with is said while there is no picture, and matters no more afterwards', () => {
  const waiting = after([{ kind: 'no-start' }], { kind: 'connecting', step: 'picture' })
  assert.deepEqual(waiting, { kind: 'connecting', step: 'start' })
  assert.deepEqual(after([{ kind: 'picture' }, { kind: 'no-start' }], waiting), { kind: 'playing' })
})

test('a paused tile stays paused whatever an old connection still says', () => {
  const late: LiveEvent[] = [
    { kind: 'picture' },
    { kind: 'head' },
    { kind: 'silence' },
    { kind: 'lost', reason: null, sentence: null, retryAtMs: 1 },
    { kind: 'stream-state', state: 'gone', reason: null },
  ]
  for (const event of late) assert.deepEqual(after([event]), { kind: 'paused' })
})

test('a codec that the browser lacks is not tried again', () => {
  const state = after([
    { kind: 'unsupported', sentence: 'no' },
    { kind: 'lost', reason: null, sentence: null, retryAtMs: 1 },
  ])
  assert.equal(state.kind, 'unsupported')
})

test('a relay that goes away is replaced at once, a taken right is not hammered', () => {
  assert.equal(afterClose(closeCodes.goAway), 'at-once')
  assert.equal(afterClose(1006), 'later')
  assert.equal(afterClose(closeCodes.rightsChanged), 'much-later')
})

test('waits double up to 15 s and are never the same for all tiles', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 50].map(attempt => reconnectMs(attempt, () => 1)),
    [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000],
  )
  assert.equal(
    reconnectMs(3, () => 0),
    1000,
  )
})
