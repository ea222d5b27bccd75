import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleAgent } from '../../testing/samples.ts'
import { backlogWords, diskUse, lastSeen, settingsWords, stateOf } from './agent-words.ts'

const now = Date.parse('2026-11-20T12:00:00Z')

test('each state has a word and a colour of its own', () => {
  const said = (['online', 'offline', 'revoked'] as const).map(state => stateOf(sampleAgent({ state })))
  assert.equal(new Set(said.map(({ title }) => title)).size, 3)
  assert.equal(new Set(said.map(({ tone }) => tone)).size, 3)
})

test('an agent that never came is not one that was seen long ago', () => {
  assert.equal(lastSeen(sampleAgent({ lastSeenAt: null }), now), 'never')
  assert.equal(lastSeen(sampleAgent({ lastSeenAt: '2026-11-20T09:00:00.000Z' }), now), '3 h ago')
})

test('settings that are on their way, or were refused, are not said to be in force', () => {
  const settings = (config: ReturnType<typeof sampleAgent>['config']) => settingsWords(sampleAgent({ config }))
  const applied = settings({ desiredVersion: 4, appliedVersion: 4, error: null })
  assert.deepEqual(applied, { text: 'version 4, applied', trouble: null })
  const late = settings({ desiredVersion: 5, appliedVersion: 4, error: null })
  assert.deepEqual(late, { text: 'version 5 on its way, 4 in force', trouble: 'connecting' })
  const refused = settings({ desiredVersion: 5, appliedVersion: 4, error: 'Camera 3 has no address.' })
  assert.deepEqual(refused, { text: 'Camera 3 has no address.', trouble: 'offline' })
})

test('what waits to be mirrored is counted, weighed, and as old as its oldest', () => {
  const backlog = (mirrorBacklog: ReturnType<typeof sampleAgent>['mirrorBacklog']) =>
    backlogWords(sampleAgent({ mirrorBacklog }), now)
  assert.match(backlog({ segments: 0, bytes: 0, oldest: null }), /up to date/)
  assert.equal(
    backlog({ segments: 12, bytes: 1_500_000_000, oldest: '2026-11-20T11:00:00.000Z' }),
    '12 segments, 1.5 GB, oldest 1 h',
  )
  assert.equal(backlog({ segments: 3, bytes: 900, oldest: null }), '3 segments, 900 B')
  assert.equal(backlog({ segments: 1, bytes: 900, oldest: null }), '1 segment, 900 B')
})

test('a disk is noted when it fills and bad when it is nearly full; one that tells no size is not full', () => {
  const use = (freeBytes: number, totalBytes = 100) => diskUse({ freeBytes, totalBytes, recordingBytes: 0 })
  assert.deepEqual(
    [50, 15, 14, 5, 4].map(free => use(free).trouble),
    [null, null, 'connecting', 'connecting', 'offline'],
  )
  assert.equal(use(25).share, 0.75)
  assert.ok(Number.isFinite(use(0, 0).share))
})
