import '../../testing/zone.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timelineIntervalSchema } from '@nightjar/shared/api/recording.ts'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import { type Interval, intervalAt, sinceAdded } from './interval.ts'
import { causeText, stateTitle, whereText } from './interval-words.ts'
import { pictureWords } from './picture-words.ts'
import { siteTime } from './site-time.ts'
import { colourOf } from './timeline-colours.ts'

const states = timelineIntervalSchema.shape.state.options.flatMap(union => union.options)
const interval = (state: Interval['state'], change: Partial<Interval> = {}): Interval => ({
  from: 0,
  to: 1000,
  state,
  cause: null,
  where: null,
  ...change,
})

test('every state that the API knows has words and a colour of its own kind', () => {
  assert.equal(new Set(states.map(state => stateTitle(interval(state)))).size, states.length)
  const faults = states.filter(state => colourOf(state) === 'offline')
  assert.deepEqual(faults.toSorted(), ['agent-down', 'camera-down', 'disk-fault', 'overload'])
  assert.equal(colourOf('privacy-off'), 'masked')
  for (const state of faults) assert.match(stateTitle(interval(state)), /^Not recorded: /)
})

test('a connection that was changed is not called recording that was switched off', () => {
  const changed = interval('policy-off', { cause: 'policy.reconfigured' })
  assert.notEqual(stateTitle(changed), stateTitle(interval('policy-off', { cause: 'policy.off' })))
  assert.match(stateTitle(changed), /^Not recorded: /)
})

test('a cause is said as a whole sentence, whether it is the timeline’s own or an error’s', () => {
  const text = (cause: string | null) => causeText(interval('camera-down', { cause }))
  assert.equal(text('retention.age'), 'Older than its retention time.')
  assert.equal(text('retention.space'), 'Made room on a full disk.')
  assert.match(text('policy.reconfigured')!, /^How the camera is reached was changed; .+\.$/)
  assert.equal(text('camera.unreachable'), `${errorCodes['camera.unreachable'].title}.`)
  assert.equal(text('something.new'), null)
  assert.equal(text(null), null)
})

test('where the bytes are is said of what has any', () => {
  assert.equal(whereText(interval('recorded', { where: 'both' })), 'At the site and in the archive')
  assert.equal(whereText(interval('camera-down')), null)
})

test('a moment without a picture says why; what is still being recorded says when it can be played', () => {
  const words = (of: Interval | null) => pictureWords(of, { atMs: 500, addedMs: -1000, nowMs: 2000 })
  assert.equal(words(null).title, 'No recording for this time')
  assert.equal(words(interval('recorded')).title, 'Loading the recording…')
  assert.deepEqual(words(interval('evicted', { cause: 'retention.quota' })), {
    title: 'Deleted',
    detail: 'Made room for newer recordings.',
  })
  assert.deepEqual(words(interval('evicted', { cause: 'retention.missing' })), {
    title: 'Missing',
    detail: 'The agent lost its index, and found no file of this recording afterwards.',
  })
  for (const state of ['recording', 'pending'] as const)
    assert.match(words(interval(state)).detail!, /when its segment is closed/)
})

test('only the last minutes are the newest; before the camera was added it says when that was', () => {
  const hour = 3_600_000
  const addedMs = Date.parse('2026-11-20T09:00:00Z')
  const nowMs = addedMs + 10 * hour
  const known = (from: number, to: number) =>
    sinceAdded([{ from, to, state: 'pending', cause: null, where: null }], addedMs)
  const title = (atMs: number, list: readonly Interval[]) =>
    pictureWords(intervalAt(list, atMs), { atMs, addedMs, nowMs }).title
  assert.equal(
    title(addedMs - 20 * hour, known(addedMs - 24 * hour, nowMs)),
    'The camera was added on Fri, 20 Nov 2026 at 10:00:00',
  )
  assert.match(title(addedMs - 48 * hour, []), /^The camera was added on/)
  assert.equal(title(addedMs + hour, known(addedMs - 24 * hour, nowMs)), 'Not reported yet')
  assert.equal(title(nowMs - 60_000, known(nowMs - 120_000, nowMs)), 'This is the newest recording')
})

test('the clock at the site is named where it is another one than the viewer’s', () => {
  const noon = Date.parse('2026-11-20T12:00:00Z')
  assert.equal(siteTime(noon, 'Asia/Tokyo', 'Europe/Berlin'), 'At the site: Fri 20 Nov, 21:00:00 GMT+9')
  assert.equal(siteTime(noon, 'Europe/Berlin'), undefined)
  assert.equal(siteTime(noon, null), undefined)
  assert.equal(siteTime(noon, 'Not/AZone', 'Europe/Berlin'), undefined)
})
