import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trackGestures } from './track-gestures.ts'
import { spanOf, type ViewRange } from './view-range.ts'

const hour = 3_600_000
const rulerHeight = 28

/** A canvas of 1000 × 200 px at (100, 50) of the page, and what gestures on it led to. */
function canvas() {
  const element = new EventTarget() as HTMLElement
  Object.assign(element, {
    getBoundingClientRect: () => ({ left: 100, top: 50, width: 1000 }),
    setPointerCapture: () => undefined,
  })
  let view: ViewRange = { from: 0, to: 10 * hour }
  const said: unknown[] = []
  const release = trackGestures(element, {
    view: () => view,
    setView: next => {
      view = next
    },
    onPick: (atMs, y, add) => said.push(['pick', atMs / hour, y, add]),
    onScrub: (atMs, done) => said.push(['scrub', atMs / hour, done]),
    onHover: place => said.push(['hover', place]),
    rulerHeight,
  })
  /** At px of the canvas. */
  const send = (type: string, x: number, y: number, more: object = {}) => {
    const event = new Event(type, { cancelable: true })
    const facts = { clientX: x + 100, clientY: y + 50, button: 0, pointerId: 1, pointerType: 'mouse', shiftKey: false }
    element.dispatchEvent(Object.assign(event, facts, more))
    return event
  }
  return { send, said, view: () => view, release }
}

test('a click picks the moment and the row, with shift together with others', () => {
  const { send, said } = canvas()
  send('pointerdown', 200, 100)
  send('pointerup', 202, 101)
  send('pointerdown', 500, 100)
  send('pointerup', 500, 100, { shiftKey: true })
  assert.deepEqual(said, [
    ['pick', 2.02, 101, false],
    ['pick', 5, 100, true],
  ])
})

test('a drag pans and picks nothing, even when it ends where it began', () => {
  const { send, said, view } = canvas()
  send('pointerdown', 500, 100)
  send('pointermove', 400, 100)
  assert.deepEqual(view(), { from: hour, to: 11 * hour })
  send('pointermove', 500, 100)
  send('pointerup', 500, 100)
  assert.deepEqual(view(), { from: 0, to: 10 * hour })
  assert.deepEqual(said, [])
})

test('a hand that trembles still clicks, and moves nothing', () => {
  const { send, said, view } = canvas()
  send('pointerdown', 500, 100)
  send('pointermove', 503, 102)
  send('pointerup', 503, 102)
  assert.equal(said.length, 1)
  assert.equal(view().from, 0)
})

test('on the ruler the moment follows from the press on, to the edges and no further, and the release ends it', () => {
  const { send, said, view } = canvas()
  send('pointerdown', 100, rulerHeight - 1)
  send('pointermove', 1300, 10)
  send('pointerup', -50, 10)
  assert.deepEqual(said, [
    ['scrub', 1, false],
    ['scrub', 10, false],
    ['scrub', 0, true],
  ])
  assert.equal(view().from, 0)
})

test('a gesture that the browser takes away picks nothing', () => {
  const { send, said } = canvas()
  send('pointerdown', 500, 100)
  send('pointercancel', 500, 100)
  assert.deepEqual(said, [])
})

test('only the main button counts', () => {
  const { send, said } = canvas()
  send('pointerdown', 500, 100, { button: 2 })
  send('pointerup', 500, 100, { button: 2 })
  assert.deepEqual(said, [])
})

test('two fingers zoom, and lifting them one after the other picks nothing', () => {
  const { send, said, view } = canvas()
  const finger = (pointerId: number) => ({ pointerId, pointerType: 'touch' })
  send('pointerdown', 400, 100, finger(1))
  send('pointerdown', 600, 100, finger(2))
  send('pointermove', 800, 100, finger(2))
  assert.equal(spanOf(view()), 5 * hour)
  send('pointerup', 800, 100, finger(2))
  send('pointerup', 400, 100, finger(1))
  assert.deepEqual(said, [])
})

test('a mouse that hovers is told of, a finger never, and leaving ends it', () => {
  const { send, said } = canvas()
  send('pointermove', 300, 90)
  send('pointermove', 310, 90, { pointerType: 'touch', pointerId: 9 })
  send('pointerleave', 0, 0)
  assert.deepEqual(said, [
    ['hover', { x: 300, y: 90 }],
    ['hover', null],
  ])
})

test('the wheel is the timeline’s alone: the page does not scroll', () => {
  const { send, view } = canvas()
  const event = send('wheel', 500, 100, { deltaX: 0, deltaY: -100, deltaMode: 0 })
  assert.ok(event.defaultPrevented)
  assert.ok(spanOf(view()) < 10 * hour)
})

test('after the release nothing is heard any more', () => {
  const { send, said, view, release } = canvas()
  release()
  send('pointerdown', 500, 100)
  send('pointerup', 500, 100)
  send('wheel', 500, 100, { deltaX: 0, deltaY: -100, deltaMode: 0 })
  assert.deepEqual([said, view().to], [[], 10 * hour])
})
