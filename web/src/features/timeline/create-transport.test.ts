import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordedPlayer } from '../../player/recorded/recorded-player.ts'
import type { RecordedSnapshot } from '../../player/recorded/recorded-state.ts'
import { TestClock } from '../../testing/player-clock.ts'
import { withOwner } from '../../testing/reactive.ts'
import type { Interval } from './interval.ts'
import { spanOf } from './view-range.ts'

const { createAxis } = await import('./create-axis.ts')
const { createTransport } = await import('./create-transport.ts')
const { transportKeys } = await import('./transport-keys.ts')

const hour = 3_600_000
const now = 1000 * hour
const start = now - 10 * hour
const gapAt = start + hour
const interval = (from: number, to: number, state: Interval['state']): Interval => ({
  from,
  to,
  state,
  cause: null,
  where: null,
})
const intervals = [
  interval(start - hour, gapAt, 'recorded'),
  interval(gapAt, gapAt + hour, 'camera-down'),
  interval(gapAt + hour, now, 'recorded'),
]

const damaged = [{ from: start + 60_000, to: start + 120_000, pictures: 3, of: null }]

/** The desk without pictures: real playback on a clock of the test. */
function desk(change: { named?: boolean } = {}) {
  const clock = new TestClock(now)
  const remembered: number[] = []
  const axis = createAxis(start, 2 * hour, () => now)
  const transport = createTransport({
    clock,
    startMs: start,
    named: change.named ?? true,
    axis,
    intervals: () => intervals,
    damaged: () => damaged,
    remember: atMs => remembered.push(atMs),
  })
  return { clock, axis, remembered, transport, at: () => transport.playing().wallMs }
}

test('a jump is remembered in the address and turns the page of the axis', async () => {
  await withOwner(() => {
    const { transport, axis, remembered, at } = desk()
    transport.goTo(start - 30 * hour)
    assert.equal(at(), start - 30 * hour)
    assert.deepEqual(remembered, [start - 30 * hour])
    assert.ok(axis.view().from < at() && axis.view().to > at())
  })
})

test('nobody gets ahead of now', async () => {
  await withOwner(() => {
    const { transport, remembered, at } = desk()
    transport.seek(now + hour)
    assert.equal(at(), now)
    assert.deepEqual(remembered, [now])
  })
})

test('while the ruler is dragged the playhead follows every move, the picture some of them, the address the last', async () => {
  await withOwner(() => {
    const { transport, clock, remembered, at } = desk()
    const sought: number[] = []
    for (let step = 1; step <= 10; step += 1) {
      clock.repaint(50)
      transport.seek(start + step * 1000, false)
      assert.equal(at(), start + step * 1000)
      sought.push(transport.playback.wallMs)
    }
    const pictures = new Set(sought).size
    assert.ok(pictures >= 2 && pictures <= 4, `${pictures} of 10`)
    assert.deepEqual(remembered, [])
    transport.seek(start + 11_000)
    assert.equal(transport.playback.wallMs, start + 11_000)
    assert.deepEqual(remembered, [start + 11_000])
  })
})

test('the ruler goes on being followed after the clock of the computer was put back', async () => {
  await withOwner(() => {
    const { transport, clock } = desk()
    transport.seek(start + 1000, false)
    clock.stepWall(-hour)
    transport.seek(start + 2000, false)
    assert.equal(transport.playback.wallMs, start + 2000)
  })
})

test('pausing remembers the moment, playing does not', async () => {
  await withOwner(() => {
    const { transport, remembered } = desk()
    transport.toggle()
    assert.deepEqual([transport.playing().playing, remembered.length], [true, 0])
    transport.toggle()
    assert.deepEqual([transport.playing().playing, remembered], [false, [start]])
  })
})

test('damaged pictures are reached from either side by key, and where there are none nothing moves', async () => {
  await withOwner(() => {
    const { axis, transport, at } = desk()
    const keys = transportKeys(transport, axis)
    keys.d?.()
    assert.equal(at(), damaged[0]!.from)
    keys.d?.()
    assert.equal(at(), damaged[0]!.from)
    transport.goTo(start + hour)
    keys['shift+d']?.()
    assert.equal(at(), damaged[0]!.from)
  })
})

test('a jump to a gap shows what happened before it, and where there is none nothing moves', async () => {
  await withOwner(() => {
    const { transport, remembered, at } = desk()
    transport.toGap(1)
    assert.equal(at(), gapAt - 2000)
    transport.toGap(1)
    assert.equal(at(), gapAt - 2000)
    assert.equal(remembered.length, 1)
  })
})

test('now is what was recorded last, with now on the axis as wide as before', async () => {
  await withOwner(() => {
    const { transport, axis, at } = desk()
    transport.toNow()
    assert.ok(at() < now && at() > now - 60_000)
    assert.ok(axis.view().from < now && axis.view().to > now)
    assert.equal(spanOf(axis.view()), 2 * hour)
  })
})

test('a day is shown as a whole around its noon', async () => {
  await withOwner(() => {
    const { transport, axis, at } = desk()
    const noon = now - 100 * hour
    transport.toDay(noon)
    assert.equal(at(), noon)
    assert.deepEqual(axis.view(), { from: noon - 12 * hour, to: noon + 12 * hour })
  })
})

test('the axis follows a playhead that plays off the screen, not one that somebody moved', async () => {
  await withOwner(async () => {
    const { transport, axis } = desk()
    await Promise.resolve()
    const before = axis.view()
    transport.playback.seek(before.to + hour)
    assert.deepEqual(axis.view(), before)
    transport.toggle()
    transport.playback.seek(before.to + 1)
    assert.notDeepEqual(axis.view(), before)
  })
})

const snapshot = (state: RecordedSnapshot['state']): RecordedSnapshot => ({
  state,
  wallMs: start,
  playing: false,
  width: null,
  height: null,
  frameRate: null,
  where: null,
  segmentId: null,
  mediaUrl: null,
  sound: 'none',
})

test('who chose a moment before the first recording was found is left there', async () => {
  await withOwner(() => {
    const { transport, at } = desk({ named: false })
    transport.took(snapshot({ kind: 'gap', nextMs: null }))
    transport.toDay(start - 30 * hour)
    transport.took(snapshot({ kind: 'gap', nextMs: start + 5000 }))
    assert.equal(at(), start - 30 * hour)
  })
})

test('a page without a moment goes to the first recording; its picture is what the desk speaks of', async () => {
  await withOwner(() => {
    const { transport, at } = desk({ named: false })
    assert.equal(transport.recorded(), null)
    transport.took(snapshot({ kind: 'gap', nextMs: start + 5000 }))
    assert.equal(at(), start + 5000)
    assert.equal(transport.recorded()?.state.kind, 'gap')
  })
})

test('the repaints end with the page', async () => {
  const { clock } = await withOwner(() => {
    const made = desk()
    assert.equal(made.clock.frames, 1)
    return made
  })
  assert.equal(clock.frames, 0)
})

test('the keys move by what the help says', async () => {
  await withOwner(() => {
    const { transport, axis, at } = desk()
    const keys = transportKeys(transport, axis)
    const moved = (key: string) => {
      const before = at()
      keys[key]!()
      return at() - before
    }
    assert.deepEqual(
      ['ArrowLeft', 'ArrowRight', 'shift+ArrowLeft', 'shift+ArrowRight'].map(moved),
      [-5000, 5000, -60_000, 60_000],
    )
    assert.equal(moved(']'), hour - 2000)
    for (const key of ['space', 'k']) {
      const before = transport.playing().playing
      keys[key]!()
      assert.equal(transport.playing().playing, !before, key)
    }
  })
})

test('the keys zoom, turn pages and switch the sound, and none of them is left to the browser', async () => {
  await withOwner(() => {
    const { transport, axis } = desk()
    const keys = transportKeys(transport, axis)
    const spans = ['+', '=', 'shift++', '-'].map(key => {
      const before = spanOf(axis.view())
      keys[key]!()
      return spanOf(axis.view()) / before
    })
    assert.deepEqual(spans, [0.5, 0.5, 0.5, 2])
    const { from } = axis.view()
    keys.PageUp!()
    assert.ok(axis.view().from < from)
    keys.PageDown!()
    assert.ok(Math.abs(axis.view().from - from) < 1)
    keys.m!()
    assert.equal(transport.audible(), true)
    // An action that returns false did nothing (create-hotkeys.ts).
    for (const [key, action] of Object.entries(keys)) assert.notEqual(action(), false, key)
  })
})

test('one picture on or back is asked of the players, and pauses', async () => {
  await withOwner(() => {
    const { transport, axis } = desk()
    const stepped: number[] = []
    const player = {
      wallMs: start,
      state: { kind: 'ready' },
      advancing: false,
      seek: () => undefined,
      setPlaying: () => undefined,
      setSpeed: () => undefined,
      step: (pictures: number) => stepped.push(pictures),
    }
    // The real one needs a browser's media pipeline.
    transport.playback.add('a', player as unknown as RecordedPlayer)
    transport.toggle()
    const keys = transportKeys(transport, axis)
    keys[',']!()
    keys['.']!()
    assert.deepEqual(stepped, [-1, 1])
    assert.equal(transport.playing().playing, false)
  })
})
