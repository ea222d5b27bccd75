import '../../testing/zone.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawTracks, rulerHeight } from './draw-tracks.ts'
import type { Interval } from './interval.ts'
import type { Colours } from './timeline-colours.ts'

const hour = 3_600_000
const start = Date.parse('2026-11-20T10:00:00Z')
/** 100 px an hour. */
const width = 1000
const rowHeight = 36
type Rectangle = { colour: string; alpha: number; x: number; y: number; width: number; height: number }

/** Notes what is drawn, in names of tokens for colours. */
function paper() {
  const rectangles: Rectangle[] = []
  const labels: { text: string; x: number; colour: string }[] = []
  const context = {
    fillStyle: '',
    globalAlpha: 1,
    font: '',
    textBaseline: '',
    clearRect: () => rectangles.splice(0),
    fillRect(x: number, y: number, wide: number, high: number) {
      rectangles.push({ colour: this.fillStyle, alpha: this.globalAlpha, x, y, width: wide, height: high })
    },
    measureText: (text: string) => ({ width: text.length * 6 }),
    fillText(text: string, x: number) {
      labels.push({ text, x, colour: this.fillStyle })
    },
    beginPath: () => undefined,
    moveTo: () => undefined,
    lineTo: () => undefined,
    fill: () => undefined,
  }
  return { context, rectangles, labels }
}

const colours = new Proxy({}, { get: (_, token) => token }) as Colours
const recorded = (from: number, to: number, where: Interval['where'] = 'site'): Interval => ({
  from: start + from * hour,
  to: start + to * hour,
  state: 'recorded',
  cause: null,
  where,
})
const missing = (from: number, to: number, state: Interval['state']): Interval => ({
  ...recorded(from, to, null),
  state,
})

function drawn(tracks: readonly Interval[][], change: Partial<Parameters<typeof drawTracks>[0]> = {}) {
  const { context, rectangles, labels } = paper()
  drawTracks({
    context: context as unknown as CanvasRenderingContext2D,
    width,
    rowHeight,
    view: { from: start, to: start + 10 * hour },
    colours,
    tracks: tracks.map(intervals => ({ intervals, seams: [], damaged: [], selected: false })),
    playheadMs: null,
    hoverMs: null,
    nowMs: start + 100 * hour,
    ...change,
  })
  return { of: (colour: string) => rectangles.filter(one => one.colour === colour), labels }
}

test('what is recorded lies where it belongs in time, in the row of its camera', () => {
  const bars = drawn([[recorded(1, 3)], [recorded(2, 4)]]).of('recording')
  assert.deepEqual(
    bars.map(bar => [bar.x, bar.width]),
    [
      [100, 200],
      [200, 200],
    ],
  )
  assert.equal(bars[1]!.y - bars[0]!.y, rowHeight)
  for (const [row, bar] of bars.entries()) {
    const top = rulerHeight + row * rowHeight
    assert.ok(bar.y >= top && bar.y + bar.height <= top + rowHeight)
  }
})

test('what is in the archive has a line of its own; what is there alone is paler', () => {
  const picture = drawn([[recorded(0, 1, 'site'), recorded(1, 2, 'both'), recorded(2, 3, 'archive')]])
  assert.deepEqual(
    picture.of('accent').map(line => line.x),
    [100, 200],
  )
  const [site, both, archive] = picture.of('recording')
  assert.equal(site!.alpha, both!.alpha)
  assert.ok(archive!.alpha < both!.alpha)
})

test('a fault of a second is seen although a week is on the screen', () => {
  const view = { from: start, to: start + 168 * hour }
  const [fault] = drawn([[missing(10, 10 + 1 / 3600, 'camera-down')]], { view }).of('offline')
  assert.equal(fault?.width, 1)
})

test('faults are thicker than what somebody wanted so', () => {
  const picture = drawn([[missing(0, 1, 'disk-fault'), missing(1, 2, 'policy-off'), missing(2, 3, 'evicted')]])
  const [fault] = picture.of('offline')
  for (const quiet of picture.of('unrecorded')) assert.ok(quiet.height < fault!.height)
  assert.equal(picture.of('unrecorded').length, 2)
})

test('what is not reported yet is dashed; before the camera was added nothing is drawn', () => {
  const dashes = drawn([[missing(0, 1, 'pending')]]).of('unrecorded')
  assert.ok(dashes.length > 5 && dashes.every(dash => dash.width <= 3))
  assert.deepEqual(drawn([[missing(0, 1, 'not-added')]]).of('unrecorded'), [])
})

test('what is off the screen is not drawn, and what crosses its edge is cut there', () => {
  const bars = drawn([[recorded(-9, -8), recorded(-1, 1), recorded(9, 12), recorded(20, 21)]]).of('recording')
  assert.equal(bars.length, 2)
  assert.ok(bars[0]!.x >= -1 && bars[0]!.x + bars[0]!.width <= 102)
  assert.ok(bars[1]!.x + bars[1]!.width <= width + 2)
})

test('a selected row stands out, and only that one', () => {
  const none: Interval[] = []
  const tracks = [false, true, false].map(selected => ({ intervals: none, seams: [], damaged: [], selected }))
  const marked = drawn([], { tracks }).of('hover')
  assert.deepEqual(
    marked.map(({ y, height }) => [y, height]),
    [[rulerHeight + rowHeight, rowHeight]],
  )
})

test('the future is veiled from now to the edge; a past view has no veil', () => {
  const [veil] = drawn([[]], { nowMs: start + 8 * hour }).of('bg')
  assert.deepEqual([veil?.x, veil?.width], [800, 200])
  assert.deepEqual(drawn([[]]).of('bg'), [])
})

test('the ruler names hours of the local clock, the day at midnight, and nothing that would be cut off', () => {
  const { labels } = drawn([[]], { view: { from: start, to: start + 24 * hour } })
  const midnight = labels.find(({ colour }) => colour === 'text')
  assert.equal(midnight?.text, 'Sat 21 Nov')
  assert.ok(labels.some(({ text }) => text === '18:00'))
  for (const { text, x } of labels) assert.ok(x > 0 && x + text.length * 6 < width, text)
})

test('playhead and pointer stand at their moments; a playhead elsewhere is not drawn at the edge', () => {
  const at = (playheadMs: number) =>
    drawn([[]], { playheadMs })
      .of('text')
      .filter(({ width: wide }) => wide === 2)
  assert.ok(Math.abs(at(start + 5 * hour)[0]!.x - 500) <= 1)
  assert.deepEqual(at(start - hour), [])
  const pointer = drawn([[]], { hoverMs: start + 3 * hour }).of('text-3')
  assert.ok(pointer.some(({ x, width: wide }) => x === 300 && wide === 1))
})

test('a chain that begins anew is cut through its own row, at its moment and nowhere else', () => {
  const at = (seams: number[]) =>
    drawn([], { tracks: [[], seams].map(own => ({ intervals: [], seams: own, damaged: [], selected: false })) }).of(
      'offline',
    )
  assert.deepEqual(at([]), [])
  assert.deepEqual(at([start - hour, start + 11 * hour]), [])
  const marks = at([start + 5 * hour])
  assert.ok(marks.length > 3)
  for (const { x, y, width: wide, height: high } of marks) {
    assert.deepEqual([x, wide], [width / 2 - 1, 2])
    assert.ok(y > rulerHeight + rowHeight && y + high < rulerHeight + 2 * rowHeight)
  }
})

test('damaged pictures are stripes through their bar and a line above it, and are seen in a view of a month', () => {
  const damaged = [{ from: start + hour, to: start + 2 * hour, pictures: 3, of: null }]
  const tracks = [{ intervals: [recorded(0, 10)], seams: [], damaged, selected: false }]
  const near = drawn([], { tracks })
  const [bar] = near.of('recording')
  const stripes = near.of('surface')
  assert.ok(stripes.length > 10)
  for (const { x, y, width: wide, height: high } of stripes)
    assert.ok(x >= 100 && x + wide <= 200 && y === bar!.y && high === bar!.height)
  const [line] = near.of('connecting')
  assert.deepEqual([line?.x, line?.width, line!.y + line!.height], [100, 100, bar?.y])
  const far = drawn([], { tracks, view: { from: start, to: start + 744 * hour } }).of('connecting')
  assert.ok(far[0]!.width >= 2)
  assert.deepEqual(drawn([], { tracks, view: { from: start + 3 * hour, to: start + 5 * hour } }).of('connecting'), [])
})
